import { type Line, type Segment, type Tone, textWidth } from './format/line.ts';

export interface Theme {
  /** False: bold, dim and reverse only. */
  readonly color: boolean;
  readonly ascii: boolean;
  /** True: text alone, without any control sequence. */
  readonly plain?: true;
}

const SGR: Readonly<Record<Tone, number>> = { good: 32, bad: 31, warn: 33, accent: 36, dim: 2 };

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
  const codes: number[] = [];
  if (bold && !faded) codes.push(1);
  if (faded) codes.push(2);
  else if (tone !== undefined && (theme.color || tone === 'dim')) codes.push(SGR[tone]);
  if (inverse) codes.push(7);
  return codes.length === 0 || shown === '' ? shown : `\u001b[${codes.join(';')}m${shown}\u001b[0m`;
}

function toAscii(text: string): string {
  return text.replace(/[^\x20-\x7e]/gu, (char) => ASCII[char] ?? '?'.repeat(textWidth(char)));
}

/** What was asked for, else what the environment says: NO_COLOR, and whether the terminal speaks UTF-8. */
export function themeFor(
  env: Readonly<Record<string, string | undefined>>,
  asked: { readonly ascii?: boolean; readonly color?: boolean },
): Theme {
  const locale = [env.LC_ALL, env.LC_CTYPE, env.LANG].find((value) => value !== undefined && value !== '');
  const utf8 = /utf-?8/i.test(locale ?? '') && env.TERM !== 'linux';
  return { color: asked.color ?? (env.NO_COLOR ?? '') === '', ascii: asked.ascii ?? !utf8 };
}
