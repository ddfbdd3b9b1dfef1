import { type Command, defineCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { withRunningBot } from '../reach.ts';

/** A graceful stop may take 30 s; flattening waits for the exchange as well. */
const STOP_MS = 45_000;

export const stop: Command = defineCommand({
  usage: 'stop',
  describe: 'Stop a bot gracefully, and say what stays open',
  examples: [
    ['bot stop', 'positions and their stops stay at the exchange'],
    ['bot stop --flatten', 'close everything first'],
  ],
  options: {
    flatten: { type: 'boolean', describe: 'Cancel every order and close every position first' },
  },
  run: (args, session) =>
    withRunningBot(session, { readOnly: false }, async ({ bot, client }) => {
      const done = await client.call('stop', { flatten: args.flatten ?? false }, { timeoutMs: STOP_MS });
      if (session.json) {
        session.output.document({ name: bot.name, ...done });
        return EXIT.done;
      }
      session.output.line(`${bot.name} stopped.`);
      session.output.line(`open positions: ${listed(done.openPositions)}`);
      session.output.line(`open orders: ${listed(done.openOrders)}`);
      return EXIT.done;
    }),
});

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ');
}
