import { type Command, defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { loadProfile } from '../../load-profile.ts';
import { table } from '../../table.ts';

export const show: Command = defineCommand({
  usage: 'show <profile>',
  describe: 'Every value of a profile, and where it came from; secrets are masked',
  examples: [
    ['bot profiles show demo', 'value by value'],
    ['bot profiles show demo --set risk.maxPositions=2', 'with an override'],
  ],
  positionals: {
    profile: { type: 'string', demandOption: true, describe: 'Name or path' },
  },
  run: async (args, session) => {
    const { output } = session;
    const { describeProfile } = await import('../../../runtime/config/describe-profile.ts');
    const profile = await loadProfile(session, args.profile);
    const values = describeProfile(profile);
    const { name, files, warnings } = profile;
    if (session.json) {
      output.document({ name, files, warnings, values });
      return EXIT.done;
    }
    for (const line of table(values.map(({ path, value, origin }) => [path, value, origin])))
      output.line(line);
    for (const warning of warnings) output.note({ text: `warning: ${warning}`, style: 'warn' });
    return EXIT.done;
  },
});
