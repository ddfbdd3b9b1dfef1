import { findRunningBot } from '../bots.ts';
import { type Command, defineCommand } from '../command.ts';
import { homeOf } from '../home.ts';
import { socketPathOf } from '../reach.ts';
import { showTui } from '../show-tui.ts';
import { watchStatus } from '../watch.ts';

export const attach: Command = defineCommand({
  usage: 'attach',
  describe: 'The terminal UI on a running bot; leaving it never stops the bot',
  examples: [
    ['bot attach', 'q leaves'],
    ['bot attach --read-only', 'look only'],
    ['bot attach --lines', 'for a screen reader: only what changes, line by line'],
  ],
  options: {
    'read-only': { type: 'boolean', describe: 'Nothing can be changed' },
    ascii: {
      type: 'boolean',
      describe: 'Draw with ASCII only (default: where the terminal speaks no UTF-8)',
    },
    lines: {
      type: 'boolean',
      describe: 'For screen readers: a line for each change instead of a screen, as `bot status --watch`',
    },
  },
  run: async (args, session) => {
    const home = await homeOf(session);
    const bot = findRunningBot(home, session.name);
    if (args.lines) return watchStatus({ ...session, name: bot.name });
    const socketPath = await socketPathOf(bot, home, session);
    const readOnly = args['read-only'] ?? false;
    const plain = args.ascii === true && { ascii: true };
    return showTui({ socketPath, botName: bot.name, readOnly, ...plain }, session);
  },
});
