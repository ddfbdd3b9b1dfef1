import { type Command, defineCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { withRunningBot } from '../reach.ts';

export const confirm: Command = defineCommand({
  usage: 'confirm <id>',
  describe: 'Sends a signal that waits for a word (execution.manual)',
  examples: [['bot confirm s3', 'the signal that `bot status` shows as s3']],
  positionals: { id: { type: 'string', describe: 'Of the signal, as `bot status` shows it' } },
  run: ({ id }, session) =>
    withRunningBot(session, { readOnly: false }, async ({ bot, client }) => {
      const done = await client.call('confirm', { id: id ?? '' });
      if (session.json) session.output.document({ name: bot.name, ...done });
      else
        session.output.line(done.sent ? `${id} was sent.` : `${id} was not sent: \`bot status\` says why.`);
      return done.sent ? EXIT.done : EXIT.refused;
    }),
});
