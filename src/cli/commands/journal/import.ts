import { join, resolve } from 'node:path';
import { type Command, defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { homeOf } from '../../home.ts';
import { reportLines } from '../../journal-report.ts';

export const importing: Command = defineCommand({
  usage: 'import <file>',
  describe: 'Bring an exported journal in, as a bot that does not run',
  examples: [
    ['bot journal import demo.botrc --home ./elsewhere', 'under the name that it had'],
    ['bot journal import demo.botrc --name demo-copy', 'under another'],
  ],
  positionals: { file: { type: 'string', demandOption: true, describe: 'Made by bot journal export' } },
  run: async (args, session) => {
    const home = await homeOf(session);
    const { importJournal } = await import('../../../runtime/archive/import-journal.ts');
    const file = resolve(session.cwd, args.file);
    const { folder, report } = await importJournal(file, (name) => join(home, session.name ?? name));
    if (session.json) session.output.document({ folder, ...report });
    else {
      session.output.line(folder);
      for (const line of reportLines(report)) session.output.line(line);
    }
    return EXIT.done;
  },
});
