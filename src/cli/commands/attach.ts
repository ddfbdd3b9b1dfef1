import { findRunningBot } from '../bots.ts';
import { type Command, defineCommand } from '../command.ts';
import { homeOf } from '../home.ts';
import { socketPathOf } from '../reach.ts';
import { showTui } from '../show-tui.ts';

export const attach: Command = defineCommand({
  usage: 'attach',
  describe: 'The terminal UI on a running bot; leaving it never stops the bot',
  examples: [
    ['bot attach', 'q leaves'],
    ['bot attach --read-only', 'look only'],
  ],
  options: {
    'read-only': { type: 'boolean', describe: 'Nothing can be changed' },
    ascii: {
      type: 'boolean',
      describe: 'Draw with ASCII only (default: where the terminal speaks no UTF-8)',
    },
  },
  run: async (args, session) => {
    const home = await homeOf(session);
    const bot = findRunningBot(home, session.name);
    const socketPath = await socketPathOf(bot, home, session);
    const readOnly = args['read-only'] ?? false;
    const plain = args.ascii === true && { ascii: true };
    return showTui({ socketPath, botName: bot.name, readOnly, ...plain }, session);
  },
});
