import { findBot } from '../../bots.ts';
import { type Command, defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { homeOf } from '../../home.ts';
import { table } from '../../table.ts';

export const list: Command = defineCommand({
  usage: 'list',
  describe: 'The runs of a bot, oldest first',
  examples: [
    ['bot journal list', 'the runs of the bot'],
    ['bot journal list --name demo --json | jq .runs[-1].run', 'the newest, for scripts'],
  ],
  run: async (_args, session) => {
    const bot = findBot(await homeOf(session), session.name);
    const [{ JournalSearch }, { isoTime }] = await Promise.all([
      import('../../../runtime/journal/search.ts'),
      import('../../../runtime/clock/iso-time.ts'),
    ]);
    const search = new JournalSearch(bot.folder);
    try {
      const runs = search.runs().map(({ run, profile, mode, version, startedMs, firstSeq, ended }) => ({
        run,
        profile,
        mode,
        version,
        startedMs,
        endedMs: ended?.endedMs ?? null,
        firstSeq,
        lastSeq: ended?.lastSeq ?? null,
      }));
      if (session.json) session.output.document({ name: bot.name, runs });
      else {
        const head = ['RUN', 'PROFILE', 'MODE', 'BEGAN', 'ENDED', 'FIRST SEQ', 'LAST SEQ'];
        const rows = runs.map((row, index) => [
          row.run,
          row.profile,
          row.mode,
          isoTime(row.startedMs),
          row.endedMs === null
            ? openEnd(index === runs.length - 1 && bot.running !== undefined)
            : isoTime(row.endedMs),
          String(row.firstSeq),
          row.lastSeq === null ? '' : String(row.lastSeq),
        ]);
        for (const line of table([head, ...rows])) session.output.line(line);
      }
      return EXIT.done;
    } finally {
      search.close();
    }
  },
});

function openEnd(isRunning: boolean): string {
  return isRunning ? 'runs' : 'was killed';
}
