/** How a cell looks: SGR parameters in a fixed order, so that equal looks are equal texts; '' is plain. */
export type Style = string;

export const PLAIN: Style = '';

/** The slots of a style, in the order in which they are written. */
const SLOTS = ['bold', 'dim', 'italic', 'underline', 'inverse', 'strike', 'fg', 'bg'] as const;
type Slot = (typeof SLOTS)[number];

const ON: Readonly<Record<number, Slot>> = {
  1: 'bold',
  2: 'dim',
  3: 'italic',
  4: 'underline',
  7: 'inverse',
  9: 'strike',
};
const OFF: Readonly<Record<number, readonly Slot[]>> = {
  0: SLOTS,
  22: ['bold', 'dim'],
  23: ['italic'],
  24: ['underline'],
  27: ['inverse'],
  29: ['strike'],
  39: ['fg'],
  49: ['bg'],
};

const known = new Map<string, Style>();
const KNOWN_MAX = 1000;

/** The style after the parameters of one SGR sequence: `1;32`. Those that are not known change nothing. */
export function styleAfter(style: Style, parameters: string): Style {
  const key = `${style}|${parameters}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const after = apply(style, parameters);
  if (known.size >= KNOWN_MAX) known.clear();
  known.set(key, after);
  return after;
}

function apply(style: Style, parameters: string): Style {
  const slots = new Map<Slot, string>();
  change(slots, style);
  change(slots, parameters || '0');
  return SLOTS.flatMap((slot) => slots.get(slot) ?? []).join(';');
}

function change(slots: Map<Slot, string>, parameters: string): void {
  const codes = parameters === '' ? [] : parameters.split(';').map(Number);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] ?? 0;
    for (const slot of OFF[code] ?? []) slots.delete(slot);
    const flag = ON[code];
    if (flag !== undefined) slots.set(flag, String(code));
    const ground = groundOf(code);
    if (ground === undefined) continue;
    // 38 and 48 are followed by 5;n or by 2;r;g;b.
    const length = code % 10 !== 8 ? 1 : codes[i + 1] === 5 ? 3 : 5;
    slots.set(ground, codes.slice(i, i + length).join(';'));
    i += length - 1;
  }
}

function groundOf(code: number): 'fg' | 'bg' | undefined {
  if ((code >= 30 && code <= 38) || (code >= 90 && code <= 97)) return 'fg';
  if ((code >= 40 && code <= 48) || (code >= 100 && code <= 107)) return 'bg';
  return undefined;
}
