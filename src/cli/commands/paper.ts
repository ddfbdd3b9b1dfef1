import { findBot } from '../bots.ts';
import { type Command, type CommandGroup, defineCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { homeOf } from '../home.ts';
import { resetPaper } from '../paper-reset.ts';

const reset: Command = defineCommand({
  usage: 'reset',
  describe: 'Start a paper account afresh; what it was is put aside, a kill switch stays latched',
  examples: [
    ['bot paper reset --name demo', 'the bot must be stopped'],
    ['bot paper reset', 'where there is one bot'],
  ],
  run: async (_args, session) => {
    const bot = findBot(await homeOf(session), session.name);
    const { archive, files } = await resetPaper(bot);
    if (session.json) session.output.document({ name: bot.name, archive, files });
    else {
      session.output.line(`${bot.name} starts afresh. What it was:`);
      session.output.line(files.length === 0 ? 'nothing yet' : `${archive} (${files.join(', ')})`);
    }
    return EXIT.done;
  },
});

export const paper: CommandGroup = {
  usage: 'paper',
  describe: 'The simulated account',
  commands: [reset],
};
