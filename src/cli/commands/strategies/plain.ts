import { type Command, defineCommand, type Example } from '../../command.ts';
import { change, DRY_RUN, POSITIONS } from './change.ts';

/** What needs no more than the strategy's name. */
function plain(
  action: 'remove' | 'start' | 'stop',
  describe: string,
  examples: readonly [Example, ...Example[]],
): Command {
  return defineCommand({
    usage: `${action} <strategy>`,
    describe,
    examples,
    positionals: {
      strategy: { type: 'string', demandOption: true, describe: 'Its name, as `bot strategies list` has it' },
    },
    options: { positions: POSITIONS, 'dry-run': DRY_RUN },
    run: (args, session) =>
      change(session, () => ({
        action,
        name: args.strategy,
        positions: args.positions,
        dryRun: args['dry-run'] ?? false,
      })),
  });
}

export const remove: Command = plain('remove', 'Take a strategy out of the running bot', [
  ['bot strategies remove mine', 'its entries are cancelled; its positions keep their stops'],
  ['bot strategies remove mine --positions flatten', 'its positions are closed first'],
]);

export const start: Command = plain('start', 'Let a strategy run that was stopped, by you or by name', [
  ['bot strategies start mine', 'loaded, warmed up and tried first'],
]);

export const stop: Command = plain('stop', 'Stop one strategy; it stays listed, and the others trade on', [
  ['bot strategies stop mine', 'its entries are cancelled; its positions keep their stops'],
  ['bot strategies stop mine --positions flatten', 'its positions are closed first'],
]);
