import {
  ASCII,
  DOUBLE,
  FALSE,
  FORM,
  itemOf,
  KNOWN_TEXT,
  KNOWN_TEXTS,
  LIST,
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

/** The events that TapeEncoder wrote. @throws SyntaxError where it did not. */
export function decodeTape(bytes: Uint8Array): readonly unknown[] {
  return new TapeDecoder(bytes).all();
}

export function isCompact(bytes: Uint8Array): boolean {
  return bytes[0] === FORM;
}

class TapeDecoder {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  /** After the form. */
  #at = 1;
  readonly #shapes: Shape[] = [];

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  all(): readonly unknown[] {
    const top = newSlot();
    const events: unknown[] = [];
    try {
      while (this.#at < this.#bytes.length) events.push(this.#value(top));
    } catch (error) {
      // What a DataView says of a place beyond its end.
      if (!(error instanceof RangeError)) throw error;
      throw cut();
    }
    return events;
  }

  #value(slot: Slot): unknown {
    const tag = this.#byte();
    if (tag >= SMALL) return this.#whole(tag - SMALL, slot);
    switch (tag) {
      case WHOLE:
        return this.#whole(this.#varint(), slot);
      case DOUBLE:
        this.#at += 8;
        return this.#view.getFloat64(this.#at - 8);
      case ASCII:
      case WIDE: {
        const text = this.#text(tag);
        if (slot.texts.length < KNOWN_TEXTS) slot.texts.push(text);
        return text;
      }
      case TRUE:
        return true;
      case FALSE:
        return false;
      case NULL:
        return null;
      case WHOLES:
        return this.#wholes();
      case LIST: {
        const item = itemOf(slot);
        return Array.from({ length: this.#count() }, () => this.#value(item));
      }
      case RECORD:
        return this.#record();
      default:
        return known(slot.texts[tag - KNOWN_TEXT]);
    }
  }

  #whole(told: number, slot: Slot): number {
    slot.last += difference(told);
    return slot.last;
  }

  #wholes(): readonly number[] {
    let [before, last] = [0, 0];
    return Array.from({ length: this.#count() }, () => {
      const value = before + difference(this.#varint());
      before = last;
      last = value;
      return value;
    });
  }

  #record(): object {
    const { keys, slots } = this.#shape(this.#varint());
    const record: Record<string, unknown> = {};
    for (let i = 0; i < keys.length; i++) {
      const [key, value] = [keys[i] as string, this.#value(slots[i] as Slot)];
      // An assignment would set what it inherits from.
      if (key === '__proto__')
        Object.defineProperty(record, key, { value, enumerable: true, writable: true, configurable: true });
      else record[key] = value;
    }
    return record;
  }

  #shape(id: number): Shape {
    if (id < this.#shapes.length) return known(this.#shapes[id]);
    const keys = Array.from({ length: this.#count() }, () => this.#text(this.#byte()));
    const shape = newShape(id, keys);
    this.#shapes.push(shape);
    return shape;
  }

  #text(tag: number): string {
    const length = this.#count();
    const bytes = tag === WIDE ? length * 2 : length;
    const begun = this.#at;
    this.#at += bytes;
    if (this.#at > this.#bytes.length) throw cut();
    if (tag !== WIDE)
      return Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset + begun, bytes).toString('latin1');
    return Array.from({ length }, (_, i) => String.fromCharCode(this.#view.getUint16(begun + i * 2))).join(
      '',
    );
  }

  /** Of things that take a byte each at least. */
  #count(): number {
    const count = this.#varint();
    if (count > this.#bytes.length - this.#at) throw cut();
    return count;
  }

  #varint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.#byte();
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }

  #byte(): number {
    if (this.#at >= this.#bytes.length) throw cut();
    return this.#bytes[this.#at++] as number;
  }
}

function difference(told: number): number {
  return told % 2 === 0 ? told / 2 : -(told + 1) / 2;
}

function known<T>(value: T | undefined): T {
  if (value === undefined) throw new SyntaxError('the tape names what it has not told');
  return value;
}

function cut(): SyntaxError {
  return new SyntaxError('the tape ends in the middle of an event');
}
