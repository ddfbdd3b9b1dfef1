import { BotrcError, type PluginLog } from '../../sdk/index.ts';
import { findBot } from '../bots.ts';
import { type Command, defineCommand } from '../command.ts';
import { homeOf } from '../home.ts';
import type { Output } from '../output.ts';
import { pluginSearchOf } from '../plugins-place.ts';
import { reportReplay } from '../replay-report.ts';

export const replay: Command = defineCommand({
  usage: 'replay [run]',
  describe: 'Feed a recorded run through the present code and compare every effect with the record',
  examples: [
    ['bot replay --name demo', 'the last run of the bot demo'],
    ['bot replay mwq28cjx44a3 --json', 'one run, as JSON with both hashes'],
    ['bot replay --speed 10', 'at ten times its own pace; in a terminal to look at, pause and step'],
    ['bot replay --speed 1 --from mwq28cjx44a3-1', 'from right before that order was decided on'],
  ],
  positionals: { run: { type: 'string', describe: 'A run of the bot (default: its last)' } },
  options: {
    speed: {
      type: 'number',
      requiresArg: true,
      describe: 'Recorded seconds per second, 0.01 to 100000; in a terminal with the terminal UI',
    },
    from: {
      type: 'string',
      requiresArg: true,
      describe: 'With --speed: go there first. A seq, an order id, or ISO 8601 (UTC)',
    },
    ascii: {
      type: 'boolean',
      describe: 'Draw with ASCII only (default: where the terminal speaks no UTF-8)',
    },
  },
  run: async ({ run, speed, from, ascii }, session) => {
    if (from !== undefined && speed === undefined) {
      throw new BotrcError('BOTRC_USAGE', '--from says where a replay at some speed begins', {
        found: `--from ${from} without --speed`,
        mend: 'Add --speed 10, or leave --from out: everything is replayed.',
      });
    }
    const bot = findBot(await homeOf(session), session.name);
    const { pluginsFolder } = await pluginSearchOf(session);
    const request = { folder: bot.folder, run, cwd: session.cwd, pluginsFolder, log: logTo(session.output) };
    if (speed === undefined) {
      const { replayBot } = await import('../../runtime/replay/replay-bot.ts');
      return reportReplay(await replayBot(request), session);
    }
    const { replayAtSpeed } = await import('../time-machine.ts');
    return reportReplay(await replayAtSpeed({ request, speed, from, ascii }, session), session);
  },
});

/** Only what an operator must know is told. */
function logTo(output: Output): PluginLog {
  const quiet = (): void => undefined;
  const tell = (message: string): void => output.note(message);
  return { debug: quiet, info: quiet, warn: tell, error: tell };
}
