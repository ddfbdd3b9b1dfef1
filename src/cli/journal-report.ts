import type { JournalReport } from '../runtime/archive/verify-journal.ts';
import type { Piece } from './output.ts';
import { table } from './table.ts';

/** What a check of a journal found, for people. */
export function reportLines({
  ok,
  runs,
  entries,
  snapshots,
  factsSha256,
  tape,
  problems,
}: JournalReport): readonly Piece[] {
  return [
    ...table([
      ['runs', String(runs), ''],
      ['entries', String(entries.count), entries.head],
      ['snapshots', String(snapshots), ''],
      ['facts', '', factsSha256 ?? 'cannot be made'],
      ['tape', `${tape.events} events in ${tape.files} files`, tape.sha256],
    ]),
    ...problems.map(({ file, found }): Piece => ({ text: `damaged: ${file}: ${found}`, style: 'bad' })),
    ok ? { text: 'sound', style: 'good' } : { text: 'damaged', style: 'bad' },
  ];
}
