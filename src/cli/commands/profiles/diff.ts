import { type Command, defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { loadProfile } from '../../load-profile.ts';
import { table } from '../../table.ts';

export const diff: Command = defineCommand({
  usage: 'diff <from> <to>',
  describe: 'What differs between two profiles',
  examples: [['bot profiles diff demo demo-vwap', 'value by value']],
  positionals: {
    from: { type: 'string', demandOption: true, describe: 'Name or path' },
    to: { type: 'string', demandOption: true, describe: 'Name or path' },
  },
  run: async (args, session) => {
    const { output } = session;
    const { diffProfiles } = await import('../../../runtime/config/describe-profile.ts');
    const [from, to] = [await loadProfile(session, args.from), await loadProfile(session, args.to)];
    const differences = diffProfiles(from, to);
    if (session.json) {
      output.document({ from: from.name, to: to.name, diff: differences });
      return EXIT.done;
    }
    const rows = differences.map((row) => [row.path, row.from ?? '(not set)', '→', row.to ?? '(not set)']);
    for (const line of table(rows)) output.line(line);
    if (rows.length === 0) output.line('The profiles do not differ.');
    return EXIT.done;
  },
});
