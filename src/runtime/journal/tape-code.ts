/**
 * The compact form of the tape's events, of which JSON takes six times the room and three times the time to write. It
 * holds whatever JSON holds, keys in their order. Each value is a byte that says what it is, and what follows it:
 *
 * - whole numbers are the difference to the last one in the same place, which is mostly one byte;
 * - texts that repeat in a place (a side, an instrument) are a number after the first time;
 * - records name their keys once for all of the same keys.
 *
 * A place is a key of the records with the same keys. All of it begins anew with each chunk.
 */
export const FORM = 1;

/** What the byte before a value says. */
export const DOUBLE = 0;
export const ASCII = 1;
/** Code units of 16 bits, for all other texts: lone surrogates too. */
export const WIDE = 2;
export const TRUE = 3;
export const FALSE = 4;
export const NULL = 5;
/** Whole numbers, each the difference to the one two before: prices and sizes of levels take turns. */
export const WHOLES = 6;
export const LIST = 7;
export const RECORD = 8;
/** The difference is a number of its own. */
export const WHOLE = 9;
/** KNOWN_TEXT + i: text i of the place. */
export const KNOWN_TEXT = 10;
export const KNOWN_TEXTS = 8;
/** SMALL + d: the difference is d, in zigzag: 0, -1, 1, -2 … */
export const SMALL: number = KNOWN_TEXT + KNOWN_TEXTS;
export const MOST_SMALL: number = 255 - SMALL;

/** What is remembered of a place. */
export interface Slot {
  last: number;
  /** The first texts seen there, at most KNOWN_TEXTS. */
  readonly texts: string[];
  /** Texts in a row that were none of them: where texts never repeat none is looked for. */
  misses: number;
  /** Of what stands in a list there. */
  item: Slot | undefined;
}

export interface Shape {
  readonly id: number;
  readonly keys: readonly string[];
  readonly slots: readonly Slot[];
}

export function newSlot(): Slot {
  return { last: 0, texts: [], misses: 0, item: undefined };
}

export function newShape(id: number, keys: readonly string[]): Shape {
  return { id, keys, slots: keys.map(newSlot) };
}

export function itemOf(slot: Slot): Slot {
  slot.item ??= newSlot();
  return slot.item;
}
