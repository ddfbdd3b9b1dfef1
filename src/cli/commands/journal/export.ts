import { resolve } from 'node:path';
import { TABLES, type Table } from '../../../runtime/archive/table-names.ts';
import { BotrcError } from '../../../sdk/index.ts';
import { findBot, type KnownBot } from '../../bots.ts';
import { type Command, defineCommand } from '../../command.ts';
import { EXIT, type ExitCode } from '../../exit-code.ts';
import { homeOf } from '../../home.ts';
import { safeJson } from '../../output.ts';
import type { Session } from '../../session.ts';

export const exporting: Command = defineCommand({
  usage: 'export [file]',
  describe: 'The whole journal as one checksummed file, or its orders, fills or trades as CSV or JSON lines',
  examples: [
    ['bot journal export demo.botrc', 'all of it, to be imported elsewhere'],
    ['bot journal export --table fills --format csv > fills.csv', 'a table, on stdout without a file'],
  ],
  positionals: {
    file: { type: 'string', describe: 'The file to make (default: NAME-SEQ.botrc; a table: stdout)' },
  },
  options: {
    table: { choices: TABLES, requiresArg: true, describe: 'Only this, as rows: orders, fills or trades' },
    format: {
      choices: ['jsonl', 'csv'] as const,
      requiresArg: true,
      describe: 'Of a table: jsonl (default) or csv',
    },
    'no-tape': { type: 'boolean', describe: 'Without market data: smaller, but its runs cannot be replayed' },
  },
  run: async (args, session) => {
    const bot = findBot(await homeOf(session), session.name);
    const { table, format = 'jsonl' } = args;
    if (table !== undefined) return exportTable(bot, { table, format, file: args.file }, session);
    if (args.format !== undefined) {
      throw new BotrcError('BOTRC_USAGE', '--format is of a table', {
        found: args.format,
        mend: `Add --table: ${TABLES.join(', ')}.`,
      });
    }
    const [{ exportJournal }, { JournalSearch }] = await Promise.all([
      import('../../../runtime/archive/export-journal.ts'),
      import('../../../runtime/journal/search.ts'),
    ]);
    const search = new JournalSearch(bot.folder);
    const seq = search.last(1, Number.MAX_SAFE_INTEGER - 1)[0]?.seq ?? 0;
    search.close();
    const to = resolve(session.cwd, args.file ?? `${bot.name}-${seq}.botrc`);
    const made = await exportJournal({ folder: bot.folder, to, tape: args['no-tape'] !== true });
    if (session.json) session.output.document({ name: bot.name, ...made });
    else {
      session.output.line(`${made.file}: ${made.rows} rows`);
      session.output.line(`sha256 ${made.sha256}`);
    }
    return EXIT.done;
  },
});

async function exportTable(
  bot: KnownBot,
  what: { readonly table: Table; readonly format: 'jsonl' | 'csv'; readonly file: string | undefined },
  { cwd, json, output }: Session,
): Promise<ExitCode> {
  const [{ rowsOf, csvLines }, { JournalSearch }, { writeNew }] = await Promise.all([
    import('../../../runtime/archive/tables.ts'),
    import('../../../runtime/journal/search.ts'),
    import('../../../runtime/archive/write-new.ts'),
  ]);
  const search = new JournalSearch(bot.folder);
  try {
    const rows = rowsOf(search, what.table);
    if (json && what.file === undefined) {
      output.document({ name: bot.name, table: what.table, rows });
      return EXIT.done;
    }
    const lines = what.format === 'csv' ? [...csvLines(rows)] : rows.map((row) => safeJson(row));
    if (what.file === undefined) for (const line of lines) output.line(line);
    else {
      const made = writeNew(resolve(cwd, what.file), lines.map((line) => `${line}\n`).join(''));
      if (json) output.document({ name: bot.name, table: what.table, rows: rows.length, ...made });
      else {
        output.line(`${made.file}: ${rows.length} ${what.table}`);
        output.line(`sha256 ${made.sha256}`);
      }
    }
    return EXIT.done;
  } finally {
    search.close();
  }
}
