import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Host } from '../../src/runtime/host/host.ts';
import { createInlineHost } from '../../src/runtime/host/inline.ts';
import type { RunRow } from '../../src/runtime/journal/journal.ts';
import { openJournal } from '../../src/runtime/journal/open-journal.ts';
import { openReplay } from '../../src/runtime/replay/open-replay.ts';
import { replayRun } from '../../src/runtime/replay/replay-run.ts';
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

export interface Replays {
  /** Runs, their events, and the decisions that were compared. */
  readonly replayed: number;
  readonly events: number;
  readonly decisions: number;
  /** Runs that were killed before anything of their market tape was on the disk. */
  readonly tapeless: number;
  readonly deviations: readonly Deviation[];
}

/**
 * Replays every run of every bot of a data directory through the present code, one that was killed as far as its tape
 * goes. What a test has damaged on purpose cannot be replayed and is passed over.
 * @param cwd where its profiles were started.
 * @param without runs that a test wrote by hand.
 */
export async function replayAll(
  home: string,
  cwd: string,
  without: readonly string[] = [],
  createHost: () => Host = createInlineHost,
): Promise<Replays> {
  const deviations: Deviation[] = [];
  let [replayed, events, decisions, tapeless] = [0, 0, 0, 0];
  const bots = statSync(home, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(home) : [];
  for (const bot of bots) {
    const folder = join(home, bot);
    for (const { run, ended } of runsOf(folder)) {
      if (seen.has(run) || without.includes(run)) continue;
      const replay = openReplay({ folder, run, cwd, pluginsFolder: cwd, log });
      try {
        const { parting, ...result } = replay.told(await replayRun({ ...replay.ports, createHost }));
        replayed++;
        events += result.events;
        decisions += result.decisions;
        if (parting) deviations.push({ bot, run, parting });
      } catch (error) {
        const isTapeless = error instanceof BotrcError && error.code === 'BOTRC_JOURNAL_HOLE' && !ended;
        if (!isTapeless) throw error;
        tapeless++;
      } finally {
        replay.close();
      }
      seen.add(run);
    }
  }
  return { replayed, events, decisions, tapeless, deviations };
}

function runsOf(folder: string): readonly RunRow[] {
  if (!existsSync(join(folder, 'journal.db'))) return [];
  try {
    const journal = openJournal({ folder, readOnly: true, log });
    try {
      return journal.runs();
    } finally {
      journal.close();
    }
  } catch (error) {
    if (error instanceof BotrcError) return [];
    throw error;
  }
}
