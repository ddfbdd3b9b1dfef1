import { type Command, defineCommand } from '../../command.ts';
import { change, changeOf, DRY_RUN, TERMS } from './change.ts';

export const add: Command = defineCommand({
  usage: 'add <plugin>',
  describe: 'Give the running bot one more strategy',
  examples: [
    ['bot strategies add ./mine.ts', 'your own, on all instruments of the profile'],
    [
      'bot strategies add ema-cross --as slow --param fast=20 --param slow=60 --instruments ETHUSDT',
      'one that comes with botrc, under a name of its own',
    ],
  ],
  positionals: {
    plugin: { type: 'string', demandOption: true, describe: 'Short name, package name or path' },
  },
  options: {
    as: { type: 'string', requiresArg: true, describe: 'Its name (default: the short name of the plugin)' },
    ...TERMS,
    'dry-run': DRY_RUN,
  },
  run: (args, session) =>
    change(session, async () => ({
      action: 'add',
      ...(args.as !== undefined && { name: args.as }),
      change: await changeOf(args, session, {}),
      positions: 'keep',
      dryRun: args['dry-run'] ?? false,
    })),
});
