import { type BotReplay, openReplay, type ReplayRequest } from './open-replay.ts';
import { replayRun } from './replay-run.ts';

/**
 * Replays a run from a bot's folder, as fast as that goes.
 * @throws BOTRC_JOURNAL_…; BOTRC_PLUGIN_… where a strategy is not there any more.
 */
export async function replayBot(request: ReplayRequest): Promise<BotReplay> {
  const replay = openReplay(request);
  try {
    return replay.told(await replayRun(replay.ports));
  } finally {
    replay.close();
  }
}
