import type { SwitchDone } from '../../core/view/calls.ts';
import { BotrcError } from '../../sdk/index.ts';
import { type Command, defineCommand } from '../command.ts';
import { EXIT, exitCodeOf } from '../exit-code.ts';
import { reportFailure } from '../failure.ts';
import type { Output } from '../output.ts';
import { withRunningBot } from '../reach.ts';
import { table } from '../table.ts';

/** A candidate is loaded, validated and warmed up beside the running one. */
const SWITCH_MS = 120_000;

export const switchProfile: Command = defineCommand({
  usage: 'switch <profile>',
  describe: 'Swap the running bot to another profile, without dropping the exchange connection',
  examples: [
    ['bot switch demo-vwap', 'prints what changes, then swaps'],
    ['bot switch demo-vwap --dry-run', 'only prints what would change'],
    ['bot switch demo-vwap --positions flatten', 'closes the positions of what goes'],
  ],
  positionals: {
    profile: { type: 'string', demandOption: true, describe: 'The profile to swap to' },
  },
  options: {
    positions: {
      choices: ['keep', 'flatten'] as const,
      default: 'keep' as const,
      describe: 'What becomes of open positions',
    },
    'dry-run': { type: 'boolean', describe: 'Change nothing' },
  },
  run: (args, session) =>
    withRunningBot(session, { readOnly: false }, async ({ client }) => {
      const swap = (dryRun: boolean): Promise<SwitchDone> => {
        const { profile, positions } = args;
        return client.call('switch', { profile, positions, dryRun }, { timeoutMs: SWITCH_MS });
      };
      try {
        const plan = await swap(true);
        if (!session.json) {
          printChange(plan, session.output);
          if (plan.diff.length === 0) session.output.line('The profiles do not differ.');
        }
        const done = args['dry-run'] ? plan : await swap(false);
        if (session.json) session.output.document(done);
        else
          session.output.line(done.switched ? `${done.from} → ${done.to}` : 'Nothing was changed (dry run).');
        return EXIT.done;
      } catch (error) {
        const code = reportFailure(error, session.output, session);
        // Whatever the bot refused, the profile's own mistakes too, left the old one running.
        const unknown = error instanceof BotrcError && exitCodeOf(error.code) === EXIT.unknown;
        return unknown ? code : EXIT.refused;
      }
    }),
});

/** What a swap changes, and what becomes of each position. */
export function printChange(plan: Pick<SwitchDone, 'diff' | 'positions'>, output: Output): void {
  const rows = plan.diff.map(({ path, from, to }) => [path, from ?? '(not set)', '→', to ?? '(not set)']);
  for (const line of table(rows)) output.line(line);
  for (const { instrument, strategy, fate } of plan.positions) {
    output.line(`position ${instrument} of ${strategy}: ${fate}`);
  }
}
