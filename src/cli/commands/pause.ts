import { type Command, defineCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { withRunningBot } from '../reach.ts';

export const pause: Command = defineCommand({
  usage: 'pause',
  describe: 'No new entries; exits and stops go on',
  examples: [['bot pause', 'until `bot resume`']],
  run: (_args, session) =>
    withRunningBot(session, { readOnly: false }, async ({ bot, client }) => {
      const done = await client.call('pause', {});
      if (session.json) session.output.document({ name: bot.name, ...done });
      else session.output.line(`${bot.name} is ${done.state}: no new entries until \`bot resume\`.`);
      return EXIT.done;
    }),
});
