import type { CallName, Calls } from '../../core/view/calls.ts';
import type { Ms, PlainError } from '../../sdk/index.ts';
import { type Line, type Segment, wrapText } from '../format/line.ts';
import { age } from '../format/time.ts';

/** A call that a dialog wants made. */
export type Request = {
  readonly [N in CallName]: { readonly call: N; readonly params: Calls[N]['params']; readonly timeoutMs: Ms };
}[CallName];

/** How it ended. */
export type Reply =
  | { readonly ok: true; readonly result: Calls[CallName]['result'] }
  | { readonly ok: false; readonly error: PlainError };

export type Progress =
  | { readonly at: 'ask' }
  | { readonly at: 'sent'; readonly sinceMs: Ms }
  | { readonly at: 'done'; readonly text: string; readonly tone: 'good' | 'warn' }
  | { readonly at: 'failed'; readonly error: PlainError }
  /** Nobody knows whether it was done; `command` finds out, or does it again. */
  | { readonly at: 'unknown'; readonly command: string };

const UNKNOWN: ReadonlySet<string> = new Set(['BOTRC_CONTROL_TIMEOUT', 'BOTRC_CONTROL_LOST']);

export function failure(error: PlainError, command: string): Progress {
  return UNKNOWN.has(error.code) ? { at: 'unknown', command } : { at: 'failed', error };
}

export function progressLines(progress: Progress, nowMs: Ms, width: number): readonly Line[] {
  const rows = (text: string, look: Omit<Segment, 'text'>): readonly Line[] =>
    wrapText(text, width, 4).map((row) => [{ text: row, ...look }]);
  switch (progress.at) {
    case 'ask':
      return [];
    case 'sent':
      return [[{ text: `Sent ${age(nowMs - progress.sinceMs)} ago, waiting for the bot`, tone: 'accent' }]];
    case 'done':
      return rows(progress.text, { tone: progress.tone, bold: true });
    case 'unknown':
      return [
        [{ text: 'OUTCOME UNKNOWN', tone: 'bad', inverse: true }],
        ...rows('No answer came. In another terminal:', {}),
        ...rows(`  ${progress.command}`, { bold: true }),
      ];
    case 'failed': {
      const { code, message, found, where, mend } = progress.error;
      return [
        ...rows(`FAILED: ${message} (${code})`, { tone: 'bad', bold: true }),
        ...(found === undefined ? [] : rows(`Found: ${found}`, {})),
        ...(where === undefined ? [] : rows(`Where: ${where}`, {})),
        ...(mend === undefined ? [] : rows(mend, {})),
      ];
    }
  }
}
