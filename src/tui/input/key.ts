/** One key press, named. */
export interface Key {
  /** A printable character as it is, or `up`, `enter`, `esc`, `ctrl-k`, `shift-tab`, … */
  readonly name: string;
  /** The character it types; empty for all other keys. */
  readonly text: string;
  /** Nothing else arrived with it: neither a paste without brackets nor a key held down. */
  readonly alone: boolean;
}

const CONTROL: Readonly<Record<string, string>> = {
  '\r': 'enter',
  '\t': 'tab',
  '\u007f': 'backspace',
  '\b': 'backspace',
};

/** Final part of a CSI or SS3 sequence → name. What is not here is dropped. */
const SEQUENCES: Readonly<Record<string, string>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  H: 'home',
  F: 'end',
  Z: 'shift-tab',
  '1~': 'home',
  '3~': 'delete',
  '4~': 'end',
  '5~': 'pageup',
  '6~': 'pagedown',
  '7~': 'home',
  '8~': 'end',
};

/** Keys with names of their own; control keys are `ctrl-` and a letter. */
export const NAMED_KEYS: ReadonlySet<string> = new Set([
  ...Object.values(CONTROL),
  ...Object.values(SEQUENCES),
  'esc',
]);

/** The name of one character as a terminal in raw mode sends it; undefined for one that means nothing here. */
export function characterName(char: string): string | undefined {
  const control = CONTROL[char];
  if (control !== undefined) return control;
  const code = char.codePointAt(0) ?? 0;
  if (code >= 1 && code <= 26) return `ctrl-${String.fromCodePoint(code + 96)}`;
  return code < 32 || (code >= 127 && code < 160) ? undefined : char;
}

/** The name of a sequence's part after `ESC[` or `ESC O`. */
export function sequenceName(body: string): string | undefined {
  return SEQUENCES[body];
}
