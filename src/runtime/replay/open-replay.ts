import { dirname } from 'node:path';
import type { CoreConfig } from '../../core/config.ts';
import { type Event, isMarketData } from '../../core/event.ts';
import { BotrcError, type PluginLog } from '../../sdk/index.ts';
import type { Boot } from '../host/host.ts';
import { createWorkerHost } from '../host/worker.ts';
import type { Journal, ReplayStart, RunRow } from '../journal/journal.ts';
import { openJournal } from '../journal/open-journal.ts';
import { resolvePlugin } from '../plugins/resolve.ts';
import { loadFacts } from '../recovery/load-facts.ts';
import { type Parting, partingOf } from './parting.ts';
import type { ReplayPorts, ReplayResult } from './reel.ts';

export interface ReplayRequest {
  /** The bot's own folder. */
  readonly folder: string;
  /** Default: its last run. */
  readonly run?: string | undefined;
  readonly cwd: string;
  readonly pluginsFolder: string;
  readonly log: PluginLog;
}

export interface BotReplay extends Omit<ReplayResult, 'difference'> {
  readonly run: string;
  readonly firstSeq: number;
  /** The snapshot that it starts from; null: from nothing, as the first run did. */
  readonly snapshotSeq: number | null;
  /** Absent where every effect is the same. */
  readonly parting?: Parting;
}

/** A run of a bot's journal, ready to be replayed in a worker, with the strategies as they are now. */
export interface OpenReplay {
  readonly journal: Journal;
  readonly row: RunRow;
  /** The first event that is played: the run's first, or where its tape still reaches (see `ReplayStart`). */
  readonly firstSeq: number;
  readonly ports: ReplayPorts;
  /** What came of it, with the state before the first difference. */
  told(result: ReplayResult): BotReplay;
  close(): void;
}

/**
 * Opens a run. The folder is only read, also beside a running bot.
 * @throws BOTRC_JOURNAL_…
 */
export function openReplay(request: ReplayRequest): OpenReplay {
  const { folder, log } = request;
  const journal = openJournal({ folder, readOnly: true, log });
  try {
    const row = runOf(journal, request);
    const facts = loadFacts(journal, row.firstSeq);
    const modulesOf = async (config: CoreConfig): Promise<Boot['modules']> =>
      config.strategies.map(({ owner, plugin }) => ({
        owner,
        plugin: resolvePlugin({
          kind: 'strategy',
          ref: plugin,
          from: [dirname(config.profileFile), request.cwd],
          pluginsFolder: request.pluginsFolder,
        }),
      }));
    const start = startOf(journal, row.run);
    const firstSeq = start ? start.seq + 1 : row.firstSeq;
    const ports = { journal, run: row.run, createHost: createWorkerHost, modulesOf, ...(start && { start }) };
    return {
      journal,
      row,
      firstSeq,
      ports: facts ? { ...ports, facts } : ports,
      told: ({ difference, ...result }) => ({
        run: row.run,
        firstSeq,
        snapshotSeq: start?.seq ?? journal.load(row.firstSeq).snapshot?.seq ?? null,
        ...result,
        // Up to there both are the same.
        ...(difference && { parting: partingOf(difference, loadFacts(journal, difference.seq)) }),
      }),
      close: () => journal.close(),
    };
  } catch (error) {
    journal.close();
    throw error;
  }
}

/** Where the tape has rolled: the oldest snapshot from which it is there. Undefined: the run's first event. */
function startOf(journal: Journal, run: string): ReplayStart | undefined {
  if (isTaped(journal.replay(run))) return undefined;
  for (const start of journal.starts(run)) if (isTaped(journal.replay(run, start.seq))) return start;
  // The replay then says what is missing.
  return undefined;
}

/** Whether nothing is missing up to the first market data. */
function isTaped(events: Iterable<Event>): boolean {
  try {
    for (const event of events) if (isMarketData(event.type)) return true;
    return true;
  } catch (error) {
    if (error instanceof BotrcError && error.code === 'BOTRC_JOURNAL_HOLE') return false;
    throw error;
  }
}

function runOf(journal: Journal, { folder, run }: ReplayRequest): RunRow {
  const runs = journal.runs();
  const row = run === undefined ? runs.at(-1) : runs.find((one) => one.run === run);
  if (row) return row;
  const known = runs.map((one) => one.run).slice(-5);
  throw new BotrcError('BOTRC_JOURNAL_RUN', run === undefined ? 'the bot has no run yet' : 'no such run', {
    ...(run !== undefined && { found: run }),
    where: folder,
    mend: known.length > 0 ? `Its newest runs: ${known.join(', ')}.` : 'Start it first.',
  });
}
