import { BotrcError } from '../../../sdk/index.ts';
import { type Command, defineCommand } from '../../command.ts';
import { change, changeOf, DRY_RUN, POSITIONS, TERMS } from './change.ts';

export const edit: Command = defineCommand({
  usage: 'edit <strategy>',
  describe: 'Change parameters, instruments, share of risk or code of a strategy of the running bot',
  examples: [
    ['bot strategies edit trend --param fast=8', 'one parameter; the others stay'],
    ['bot strategies edit mine --plugin ./mine-2.ts', 'other code, which takes over its positions'],
  ],
  positionals: {
    strategy: { type: 'string', demandOption: true, describe: 'Its name, as `bot strategies list` has it' },
  },
  options: {
    plugin: { type: 'string', requiresArg: true, describe: 'Short name, package name or path of other code' },
    ...TERMS,
    positions: POSITIONS,
    'dry-run': DRY_RUN,
  },
  run: (args, session) =>
    change(session, async ({ client }) => {
      const rows = args.param === undefined ? [] : await client.call('strategies', {});
      const before = rows.find((row) => row.name === args.strategy)?.params ?? {};
      const changed = await changeOf(args, session, before);
      if (Object.keys(changed).length === 0) {
        throw new BotrcError('BOTRC_USAGE', 'nothing is to be changed', {
          mend: 'Say what: --param fast=8, --instruments, --risk-share or --plugin.',
        });
      }
      return {
        action: 'edit',
        name: args.strategy,
        change: changed,
        positions: args.positions,
        dryRun: args['dry-run'] ?? false,
      };
    }),
});
