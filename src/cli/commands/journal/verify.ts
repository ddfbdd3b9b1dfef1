import { findBot } from '../../bots.ts';
import { type Command, defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { homeOf } from '../../home.ts';
import { reportLines } from '../../journal-report.ts';

export const verify: Command = defineCommand({
  usage: 'verify',
  describe: 'Read a whole journal and check every sum in it',
  examples: [
    ['bot journal verify --name demo', 'exit code 1 where anything is damaged'],
    ['bot journal verify --json', 'counts and sums: equal reports are equal journals'],
  ],
  run: async (_args, session) => {
    const bot = findBot(await homeOf(session), session.name);
    const { verifyJournal } = await import('../../../runtime/archive/verify-journal.ts');
    const report = verifyJournal(bot.folder);
    if (session.json) session.output.document({ name: bot.name, ...report });
    else for (const line of reportLines(report)) session.output.line(line);
    return report.ok ? EXIT.done : EXIT.failed;
  },
});
