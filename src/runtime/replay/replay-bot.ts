import { dirname } from 'node:path';
import type { CoreConfig } from '../../core/config.ts';
import { BotrcError, type PluginLog } from '../../sdk/index.ts';
import type { Boot } from '../host/host.ts';
import { createWorkerHost } from '../host/worker.ts';
import { openJournal } from '../journal/open-journal.ts';
import { resolvePlugin } from '../plugins/resolve.ts';
import { loadFacts } from '../recovery/load-facts.ts';
import { type Parting, partingOf } from './parting.ts';
import { type ReplayResult, replayRun } from './replay-run.ts';

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
  /** The snapshot of the facts that it starts from; null: from nothing, as the first run did. */
  readonly snapshotSeq: number | null;
  /** Absent where every effect is the same. */
  readonly parting?: Parting;
}

/**
 * Replays a run from a bot's folder, in a worker, with the strategies as they are now. The folder is only read, also
 * beside a running bot.
 * @throws BOTRC_JOURNAL_…; BOTRC_PLUGIN_… where a strategy is not there any more.
 */
export async function replayBot(request: ReplayRequest): Promise<BotReplay> {
  const { folder, log } = request;
  const journal = openJournal({ folder, readOnly: true, log });
  try {
    const runs = journal.runs();
    const row = request.run === undefined ? runs.at(-1) : runs.find(({ run }) => run === request.run);
    if (!row) {
      const known = runs.map(({ run }) => run).slice(-5);
      throw new BotrcError(
        'BOTRC_JOURNAL_RUN',
        request.run === undefined ? 'the bot has no run yet' : 'no such run',
        {
          ...(request.run !== undefined && { found: request.run }),
          where: folder,
          mend: known.length > 0 ? `Its newest runs: ${known.join(', ')}.` : 'Start it first.',
        },
      );
    }
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
    const ports = { journal, run: row.run, createHost: createWorkerHost, modulesOf };
    const { difference, ...result } = await replayRun(facts ? { ...ports, facts } : ports);
    return {
      run: row.run,
      firstSeq: row.firstSeq,
      snapshotSeq: journal.load(row.firstSeq).snapshot?.seq ?? null,
      ...result,
      // Up to there both are the same.
      ...(difference && { parting: partingOf(difference, loadFacts(journal, difference.seq)) }),
    };
  } finally {
    journal.close();
  }
}
