import { resolve } from 'node:path';
import { findBot } from '../bots.ts';
import { type Command, defineCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { homeOf } from '../home.ts';

export const backup: Command = defineCommand({
  usage: 'backup [folder]',
  describe: 'Copy a bot as it stands at one moment, running or not, and read the copy back',
  examples: [
    ['bot backup', 'a folder NAME-SEQ.backup here'],
    ['bot backup /mnt/safe/demo-monday --name demo', 'a folder of that name'],
  ],
  positionals: { folder: { type: 'string', describe: 'The folder to make (default: NAME-SEQ.backup)' } },
  run: async (args, session) => {
    const bot = findBot(await homeOf(session), session.name);
    const [{ makeBackup }, { systemClock }, { JournalSearch }] = await Promise.all([
      import('../../runtime/archive/backup.ts'),
      import('../../runtime/clock/system-clock.ts'),
      import('../../runtime/journal/search.ts'),
    ]);
    const search = new JournalSearch(bot.folder);
    const seq = search.last(1, Number.MAX_SAFE_INTEGER - 1)[0]?.seq ?? 0;
    search.close();
    const to = resolve(session.cwd, args.folder ?? `${bot.name}-${seq}.backup`);
    const made = await makeBackup({ folder: bot.folder, to, nowMs: systemClock().now() });
    if (session.json) session.output.document(made);
    else {
      const bytes = made.files.reduce((sum, file) => sum + file.bytes, 0);
      session.output.line(made.folder);
      session.output.line(
        `${made.files.length} files, ${bytes} bytes, up to seq ${made.seq}; read back and sound`,
      );
    }
    return EXIT.done;
  },
});
