import type { Key } from '../input/key.ts';

const MAX_LENGTH = 60;

/** The text after `key`, where it is one that edits text. */
export function typeKey(typed: string, key: Key): string {
  if (key.name === 'backspace') return typed.slice(0, -1);
  return typed.length < MAX_LENGTH ? typed + key.text : typed;
}

/** True for an Enter that came by itself: not the end of a paste, not a key held down. */
export function isConfirmed(key: Key): boolean {
  return key.name === 'enter' && key.alone;
}
