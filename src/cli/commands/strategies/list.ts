import { type Command, defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { withRunningBot } from '../../reach.ts';
import { printStrategies } from './print.ts';

export const list: Command = defineCommand({
  usage: 'list',
  describe: 'The strategies of the running bot, with what was changed since its profile was written',
  examples: [
    ['bot strategies list', 'one line each: state, instruments, share of risk, parameters'],
    ['bot strategies list --json', 'the same as a document'],
  ],
  run: (_args, session) =>
    withRunningBot(session, { readOnly: true }, async ({ bot, client }) => {
      const rows = await client.call('strategies', {});
      if (session.json) session.output.document({ name: bot.name, strategies: rows });
      else printStrategies(rows, session.output);
      return EXIT.done;
    }),
});
