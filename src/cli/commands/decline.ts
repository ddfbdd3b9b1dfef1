import { type Command, defineCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { withRunningBot } from '../reach.ts';

export const decline: Command = defineCommand({
  usage: 'decline <id>',
  describe: 'Drops a signal that waits',
  examples: [['bot decline s3 --reason "news at 14:30"', 'the signal that `bot status` shows as s3']],
  positionals: { id: { type: 'string', describe: 'Of the signal, as `bot status` shows it' } },
  options: { reason: { type: 'string', requiresArg: true, describe: 'Journaled, and told to the strategy' } },
  run: ({ id, reason }, session) =>
    withRunningBot(session, { readOnly: false }, async ({ bot, client }) => {
      const done = await client.call('decline', { id: id ?? '', ...(reason !== undefined && { reason }) });
      if (session.json) session.output.document({ name: bot.name, ...done });
      else session.output.line(`${id} is dropped.`);
      return EXIT.done;
    }),
});
