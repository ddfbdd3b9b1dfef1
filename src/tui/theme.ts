import { type Line, type Segment, type Tone, textWidth } from './format/line.ts';

export interface Theme {
  /** False: bold, dim and reverse only. */
  readonly color: boolean;
  readonly ascii: boolean;
  /** @default classic */
  readonly palette?: PaletteName;
  /** How many colors the terminal has. @default 16 */
  readonly depth?: Depth;
  /** True: text alone, without any control sequence. */
  readonly plain?: true;
}

/** `red-up`: gains are red, as in East Asia. `color-blind`: blue and orange instead of green and red. */
export const PALETTES = ['classic', 'red-up', 'color-blind'] as const;
export type PaletteName = (typeof PALETTES)[number];
/** 16: the terminal's own colors, which its user has chosen. */
export type Depth = 16 | 256 | 'true';

type Colors = Readonly<Record<Tone, string>>;

const CLASSIC: Colors = { good: '32', bad: '31', up: '32', down: '31', warn: '33', accent: '36', dim: '2' };

/** Blue and orange that the common kinds of color blindness tell apart (Okabe and Ito, 2008); 16 colors have no orange. */
const BLUE: Readonly<Record<Depth, string>> = { 16: '94', 256: '38;5;39', true: '38;2;86;180;233' };
const ORANGE: Readonly<Record<Depth, string>> = { 16: '33', 256: '38;5;208', true: '38;2;230;159;0' };

function colorsOf({ palette = 'classic', depth = 16 }: Theme): Colors {
  if (palette === 'red-up') return { ...CLASSIC, up: '31', down: '32' };
  if (palette === 'classic') return CLASSIC;
  const [blue, orange] = [BLUE[depth], ORANGE[depth]];
  return { ...CLASSIC, good: blue, up: blue, bad: orange, down: orange, warn: '35' };
}

/** What stands for a character where only ASCII is shown; each takes one column, as the original does. */
const ASCII: Readonly<Record<string, string>> = {
  '─': '-',
  '│': '|',
  '┌': '+',
  '┐': '+',
  '└': '+',
  '┘': '+',
  '█': '#',
  '▒': ':',
  '░': '.',
  '…': '~',
  '·': '-',
  '▸': '>',
  '↑': '^',
  '↓': 'v',
  '←': '<',
  '→': '>',
};

/** A line as text for the terminal. With `faded` all of it is dim: what it shows is old. */
export function paint(line: Line, theme: Theme, faded = false): string {
  return line.map((segment) => paintSegment(segment, theme, faded)).join('');
}

function paintSegment({ text, tone, bold, inverse }: Segment, theme: Theme, faded: boolean): string {
  const shown = theme.ascii ? toAscii(text) : text;
  if (theme.plain) return shown;
  const codes: string[] = [];
  if (bold && !faded) codes.push('1');
  if (faded) codes.push('2');
  else if (tone !== undefined && (theme.color || tone === 'dim')) codes.push(colorsOf(theme)[tone]);
  if (inverse) codes.push('7');
  return codes.length === 0 || shown === '' ? shown : `\u001b[${codes.join(';')}m${shown}\u001b[0m`;
}

function toAscii(text: string): string {
  return text.replace(/[^\x20-\x7e]/gu, (char) => ASCII[char] ?? '?'.repeat(textWidth(char)));
}

/** What was asked for, else what the environment says: NO_COLOR, and whether the terminal speaks UTF-8. */
export function themeFor(
  env: Readonly<Record<string, string | undefined>>,
  asked: { readonly ascii?: boolean; readonly color?: boolean; readonly palette?: PaletteName },
): Theme {
  const locale = [env.LC_ALL, env.LC_CTYPE, env.LANG].find((value) => value !== undefined && value !== '');
  const utf8 = /utf-?8/i.test(locale ?? '') && env.TERM !== 'linux';
  const color = asked.color ?? (env.NO_COLOR ?? '') === '';
  return { color, ascii: asked.ascii ?? !utf8, palette: asked.palette ?? 'classic', depth: depthOf(env) };
}

function depthOf({ COLORTERM, TERM }: Readonly<Record<string, string | undefined>>): Depth {
  if (/truecolor|24bit/i.test(COLORTERM ?? '')) return 'true';
  return /256/.test(TERM ?? '') ? 256 : 16;
}
