import {
  ASCII,
  DOUBLE,
  FALSE,
  FORM,
  itemOf,
  KNOWN_TEXT,
  KNOWN_TEXTS,
  LIST,
  MOST_SMALL,
  NULL,
  newShape,
  newSlot,
  RECORD,
  type Shape,
  type Slot,
  SMALL,
  TRUE,
  WHOLE,
  WHOLES,
  WIDE,
} from './tape-code.ts';

/** Room at the beginning; it doubles as needed. */
const ROOM = 65_536;
/** Then the texts of a place are taken for ids. */
const MOST_MISSES = 32;
/** A zigzag number below it fits 53 bits. */
const MOST_DIFFERENCE = 2 ** 51;

/** Writes events in the tape's compact form (tape-code.ts), one after the other. */
export class TapeEncoder {
  #bytes: Uint8Array = new Uint8Array(ROOM);
  #view: DataView = new DataView(this.#bytes.buffer);
  #at = 0;
  #shapes: Shape[] = [];
  #top: Slot = newSlot();

  constructor() {
    this.reset();
  }

  get size(): number {
    return this.#at;
  }

  /** @throws TypeError where it holds what JSON does not; what was written before it stays, and nothing more can be. */
  add(event: object): void {
    const before = this.#at;
    try {
      this.#value(event, this.#top);
    } catch (error) {
      this.#at = before;
      throw error;
    }
  }

  /** A copy of what was written. */
  taken(): Uint8Array {
    return this.#bytes.slice(0, this.#at);
  }

  reset(): void {
    this.#at = 0;
    this.#shapes = [];
    this.#top = newSlot();
    this.#bytes[this.#at++] = FORM;
  }

  #value(value: unknown, slot: Slot): void {
    this.#room(12);
    switch (typeof value) {
      case 'number':
        this.#number(value, slot);
        return;
      case 'string':
        this.#text(value, slot);
        return;
      case 'boolean':
        this.#bytes[this.#at++] = value ? TRUE : FALSE;
        return;
      case 'object':
        if (value === null) this.#bytes[this.#at++] = NULL;
        else if (Array.isArray(value)) this.#list(value, slot);
        else this.#record(value);
        return;
      default:
        throw new TypeError(`${typeof value} is none of JSON's`);
    }
  }

  #number(value: number, slot: Slot): void {
    const difference = value - slot.last;
    if (!Number.isSafeInteger(value) || !isNear(difference)) {
      if (Number.isFinite(value)) this.#double(value);
      // As JSON has it.
      else this.#bytes[this.#at++] = NULL;
      return;
    }
    slot.last = value;
    const told = zigzag(difference);
    if (told <= MOST_SMALL) this.#bytes[this.#at++] = SMALL + told;
    else {
      this.#bytes[this.#at++] = WHOLE;
      this.#varint(told);
    }
  }

  #double(value: number): void {
    this.#bytes[this.#at++] = DOUBLE;
    this.#view.setFloat64(this.#at, value);
    this.#at += 8;
  }

  #text(text: string, slot: Slot): void {
    const { texts } = slot;
    if (slot.misses < MOST_MISSES) {
      const known = texts.indexOf(text);
      slot.misses = known < 0 ? slot.misses + 1 : 0;
      if (known >= 0) {
        this.#bytes[this.#at++] = KNOWN_TEXT + known;
        return;
      }
    }
    if (texts.length < KNOWN_TEXTS) texts.push(text);
    this.#newText(text);
  }

  #newText(text: string): void {
    const { length } = text;
    this.#room(length * 2 + 12);
    const begun = this.#at;
    const bytes = this.#bytes;
    bytes[this.#at++] = ASCII;
    this.#varint(length);
    let at = this.#at;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code > 127) {
        this.#at = begun;
        this.#wide(text);
        return;
      }
      bytes[at++] = code;
    }
    this.#at = at;
  }

  #wide(text: string): void {
    this.#bytes[this.#at++] = WIDE;
    this.#varint(text.length);
    for (let i = 0; i < text.length; i++) {
      this.#view.setUint16(this.#at, text.charCodeAt(i));
      this.#at += 2;
    }
  }

  #list(items: readonly unknown[], slot: Slot): void {
    if (this.#wholes(items)) return;
    this.#bytes[this.#at++] = LIST;
    this.#varint(items.length);
    const item = itemOf(slot);
    // JSON has no undefined in a list either.
    for (const value of items) this.#value(value === undefined ? null : value, item);
  }

  /** False, and nothing written, where the list holds anything else than whole numbers. */
  #wholes(items: readonly unknown[]): boolean {
    this.#room(items.length * 8 + 12);
    const begun = this.#at;
    this.#bytes[this.#at++] = WHOLES;
    this.#varint(items.length);
    let [before, last] = [0, 0];
    for (let i = 0; i < items.length; i++) {
      const value = items[i] as number;
      if (!Number.isSafeInteger(value) || !isNear(value - before)) {
        this.#at = begun;
        return false;
      }
      this.#varint(zigzag(value - before));
      before = last;
      last = value;
    }
    return true;
  }

  #record(record: object): void {
    let keys = Object.keys(record);
    let values: unknown[] = Object.values(record);
    if (values.includes(undefined)) {
      // JSON leaves them out.
      keys = keys.filter((_, i) => values[i] !== undefined);
      values = values.filter((value) => value !== undefined);
    }
    const shape = this.#shape(keys);
    for (let i = 0; i < values.length; i++) this.#value(values[i], shape.slots[i] as Slot);
  }

  #shape(keys: readonly string[]): Shape {
    let shape = this.#shapes.find((known) => isSame(known.keys, keys));
    this.#bytes[this.#at++] = RECORD;
    this.#varint(shape?.id ?? this.#shapes.length);
    if (shape) return shape;
    shape = newShape(this.#shapes.length, keys);
    this.#shapes.push(shape);
    this.#room(12);
    this.#varint(keys.length);
    for (const key of keys) this.#newText(key);
    return shape;
  }

  /** A whole number from 0 on, seven bits a byte, the lowest first. */
  #varint(value: number): void {
    const bytes = this.#bytes;
    let rest = value;
    for (; rest >= 2 ** 31; rest = Math.floor(rest / 128)) bytes[this.#at++] = (rest % 128) | 128;
    for (; rest >= 128; rest >>>= 7) bytes[this.#at++] = (rest & 127) | 128;
    bytes[this.#at++] = rest;
  }

  #room(bytes: number): void {
    if (this.#at + bytes <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#at + bytes));
    larger.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}

function zigzag(difference: number): number {
  return difference >= 0 ? difference * 2 : -difference * 2 - 1;
}

function isNear(difference: number): boolean {
  return difference < MOST_DIFFERENCE && difference > -MOST_DIFFERENCE;
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
