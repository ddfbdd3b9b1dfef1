import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Ms, PluginLog } from '../../sdk/index.ts';
import type { Journal } from '../journal/journal.ts';
import { openJournal } from '../journal/open-journal.ts';

const DAY_MS: Ms = 86_400_000;

/**
 * How long a bot has run in shadow mode by its journal, in whole days: its shadow runs added up, without the time in
 * between (M-2). A run that was killed lasted until its last entry.
 */
export function shadowDays(folder: string, log: PluginLog): number {
  if (!existsSync(join(folder, 'journal.db'))) return 0;
  const journal = openJournal({ folder, readOnly: true, log });
  try {
    return Math.floor(shadowMs(journal) / DAY_MS);
  } finally {
    journal.close();
  }
}

function shadowMs(journal: Journal): Ms {
  const runs = journal.runs();
  let sum: Ms = 0;
  for (const [index, run] of runs.entries()) {
    if (run.mode !== 'shadow') continue;
    const endedMs = run.ended?.endedMs ?? lastWordMs(journal, runs[index + 1]?.firstSeq);
    sum += Math.max(0, endedMs - run.startedMs);
  }
  return sum;
}

/** When the last entry before `beforeSeq` was made. */
function lastWordMs(journal: Journal, beforeSeq: number | undefined): Ms {
  if (beforeSeq === undefined) return journal.lastAt;
  const { snapshot, entries } = journal.load(beforeSeq);
  let atMs = snapshot?.facts.at ?? 0;
  for (const entry of entries) atMs = entry.kind === 'event' ? entry.event.at : entry.at;
  return atMs;
}
