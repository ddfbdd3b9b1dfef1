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
  },
  run: async (args, session) => {
    const home = await homeOf(session);
    const bot = findRunningBot(home, session.name);
    const socketPath = await socketPathOf(bot, home, session);
    return showTui({ socketPath, botName: bot.name, readOnly: args['read-only'] ?? false }, session);
  },
});
