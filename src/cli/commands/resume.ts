import { BotrcError } from '../../sdk/index.ts';
import { findBot } from '../bots.ts';
import { type Command, defineCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { homeOf } from '../home.ts';
import { withRunningBot } from '../reach.ts';

export const resume: Command = defineCommand({
  usage: 'resume',
  describe: 'Entries again; with a reason also after a halt or a kill',
  examples: [
    ['bot resume', 'after `bot pause`'],
    ['bot resume --reason "positions checked at the exchange"', 'clears a halt or the kill switch'],
  ],
  options: {
    reason: {
      type: 'string',
      requiresArg: true,
      describe: 'Why it is safe again: needed after a halt or a kill, and journaled',
    },
  },
  run: async (args, session) => {
    const home = await homeOf(session);
    const bot = findBot(home, session.name);
    if (bot.running === undefined) {
      throw new BotrcError(
        'BOTRC_BOT_STOPPED',
        `the bot ${bot.name} does not run, so there is nothing to resume`,
        {
          where: bot.folder,
          mend: `Start it with \`bot start --name ${bot.name}\`: a kill or halt is still in force then, and \`bot resume --reason …\` clears it.`,
        },
      );
    }
    return withRunningBot({ ...session, name: bot.name }, { readOnly: false }, async ({ client }) => {
      const done = await client.call('resume', args.reason === undefined ? {} : { reason: args.reason });
      if (session.json) session.output.document({ name: bot.name, ...done });
      else session.output.line(`${bot.name} is ${done.state}.`);
      return EXIT.done;
    });
  },
});
