import type { CallName, Calls } from '../../src/core/view/calls.ts';

/** One read of the terminal while a dialog is open. */
export interface Read {
  readonly text: string;
  readonly atMs: number;
}

export interface Typed {
  /** All reads since the dialog opened. */
  readonly reads: readonly Read[];
  readonly nowMs: number;
  readonly mode: string | undefined;
}

const READING: ReadonlySet<CallName> = new Set(['view', 'logs', 'profiles', 'explain']);
const ESC = '\u001b';
const PASTE = new RegExp(`${ESC}\\[200~[\\s\\S]*?(${ESC}\\[201~|$)`, 'g');
/** A mouse report of the old kind, a CSI sequence, an SS3 one, Alt and a character. */
const SEQUENCE = new RegExp(`${ESC}(\\[M[\\s\\S]{3}|\\[\\[?[0-9;:<=>?]*[ -/]*[@-~]|O[\\s\\S]|[\\s\\S])`, 'g');

/**
 * What is wrong with a call, by the bytes alone and by other code than the TUI's: undefined where its confirmation
 * was typed in full and its last key came in a read of its own.
 */
export function flawOf(call: CallName, params: Calls[CallName]['params'], typed: Typed): string | undefined {
  if (READING.has(call)) return 'reads only';
  if (call === 'switch') {
    const { dryRun, profile } = params as Calls['switch']['params'];
    if (dryRun) return 'reads only';
    return typed.mode === 'live' ? word(typed, profile) : lastKey(typed, 'y');
  }
  if (call === 'pause' || call === 'resume' || call === 'confirm') return lastKey(typed, 'y');
  if (call === 'decline') return lastKey(typed, 'n');
  if (call === 'kill') return word(typed, (params as Calls['kill']['params']).flatten ? 'KILL' : 'CANCEL');
  return 'the TUI has no such call';
}

function lastKey({ reads }: Typed, key: string): string | undefined {
  const last = reads.at(-1)?.text;
  const all = reads.map(({ text }) => text).join('');
  const paste = all.lastIndexOf(`${ESC}[200~`);
  if (paste > all.lastIndexOf(`${ESC}[201~`) && recent(reads)) return 'a paste has begun and not ended';
  return last === key ? undefined : `the last read was ${JSON.stringify(last)}, not ${key} alone`;
}

/** True while no two reads were so far apart that the end of a paste is taken for lost. */
function recent(reads: readonly Read[]): boolean {
  return reads.every((read, i) => read.atMs - (reads[i - 1]?.atMs ?? read.atMs) < 10_000);
}

function word(typed: Typed, wanted: string): string | undefined {
  const flaw = lastKey(typed, '\r');
  if (flaw !== undefined) return flaw;
  const text = typed.reads
    .slice(0, -1)
    .map((read) => read.text)
    .join('')
    .replace(PASTE, '')
    .replace(SEQUENCE, '');
  let left = '';
  for (const char of text) {
    if (char === '\u007f' || char === '\b') left = left.slice(0, -1);
    else if (char >= ' ') left += char;
  }
  return left.endsWith(wanted) ? undefined : `${JSON.stringify(left)} does not end with ${wanted}`;
}
