import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openJournal } from '../../src/runtime/journal/open-journal.ts';
import { replayBot } from '../../src/runtime/replay/replay-bot.ts';
import { BotrcError } from '../../src/sdk/index.ts';

const quiet = (): void => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };

/** Runs that were replayed: a copy of a home holds them again. */
const seen = new Set<string>();

/** A run that was replayed and did not give the effects that it gave at first. */
export interface Deviation {
  readonly bot: string;
  readonly run: string;
  readonly parting: unknown;
}

/**
 * Replays every finished run of every bot of a data directory through the present code. What a test has damaged on
 * purpose, or killed so that its tape has a hole, cannot be replayed and is passed over.
 * @param cwd where its profiles were started.
 */
export async function replayAll(
  home: string,
  cwd: string,
): Promise<{ readonly replayed: number; readonly deviations: readonly Deviation[] }> {
  const deviations: Deviation[] = [];
  let replayed = 0;
  const bots = statSync(home, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(home) : [];
  for (const bot of bots) {
    const folder = join(home, bot);
    for (const run of finishedRuns(folder)) {
      const { parting } = await replayBot({ folder, run, cwd, pluginsFolder: cwd, log });
      seen.add(run);
      replayed++;
      if (parting) deviations.push({ bot, run, parting });
    }
  }
  return { replayed, deviations };
}

function finishedRuns(folder: string): readonly string[] {
  if (!existsSync(join(folder, 'journal.db'))) return [];
  try {
    const journal = openJournal({ folder, readOnly: true, log });
    try {
      return journal.runs().flatMap(({ run, ended }) => (ended && !seen.has(run) ? [run] : []));
    } finally {
      journal.close();
    }
  } catch (error) {
    if (error instanceof BotrcError) return [];
    throw error;
  }
}
