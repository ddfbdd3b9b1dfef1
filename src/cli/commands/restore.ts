import { join, resolve } from 'node:path';
import { type Command, defineCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { homeOf } from '../home.ts';

export const restore: Command = defineCommand({
  usage: 'restore <folder>',
  describe: 'Make a bot from a backup; it is checked before and after',
  examples: [
    ['bot restore demo-16148.backup --home ./elsewhere', 'under the name that it had'],
    ['bot restore demo-16148.backup --name demo-again', 'under another'],
  ],
  positionals: { folder: { type: 'string', demandOption: true, describe: 'Made by bot backup' } },
  run: async (args, session) => {
    const home = await homeOf(session);
    const { restoreBackup } = await import('../../runtime/archive/restore.ts');
    const made = restoreBackup(resolve(session.cwd, args.folder), (name) => join(home, session.name ?? name));
    if (session.json) session.output.document(made);
    else {
      session.output.line(made.folder);
      session.output.line(
        `${made.files.length} files, up to seq ${made.seq}; sound. Start it with \`bot start\`.`,
      );
    }
    return EXIT.done;
  },
});
