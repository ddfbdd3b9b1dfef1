import { BotrcError } from '../../../sdk/index.ts';
import { findBot } from '../../bots.ts';
import { type Command, defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { homeOf } from '../../home.ts';

const DEFAULT_LIMIT = 50;
const MOST = 1_000_000;

export const show: Command = defineCommand({
  usage: 'show',
  describe: 'Entries of the journal: what happened, and what it led to',
  examples: [
    ['bot journal show', 'the newest entries'],
    ['bot journal show --from 5100 --limit 20', 'from a seq on'],
    ['bot journal show --json', 'each entry whole, as JSON'],
  ],
  options: {
    from: { type: 'number', requiresArg: true, describe: 'From this seq on (default: the newest entries)' },
    limit: { type: 'number', requiresArg: true, describe: `How many entries (default: ${DEFAULT_LIMIT})` },
  },
  run: async (args, session) => {
    const limit = whole(args.limit ?? DEFAULT_LIMIT, '--limit');
    const from = args.from === undefined ? undefined : whole(args.from, '--from');
    const bot = findBot(await homeOf(session), session.name);
    const [{ JournalSearch }, { entryText, plainEntry }] = await Promise.all([
      import('../../../runtime/journal/search.ts'),
      import('../../entry-text.ts'),
    ]);
    const search = new JournalSearch(bot.folder);
    try {
      const found =
        from === undefined
          ? search.last(limit, Number.MAX_SAFE_INTEGER - 1)
          : taken(search.entries(from, Number.MAX_SAFE_INTEGER - 1), limit);
      if (session.json) session.output.document({ name: bot.name, entries: found.map(plainEntry) });
      else for (const entry of found) for (const line of entryText(entry)) session.output.line(line);
      return EXIT.done;
    } finally {
      search.close();
    }
  },
});

function* counted<T>(all: Iterable<T>, limit: number): Generator<T> {
  let count = 0;
  for (const one of all) {
    if (count++ >= limit) return;
    yield one;
  }
}

function taken<T>(all: Iterable<T>, limit: number): readonly T[] {
  return [...counted(all, limit)];
}

/** @throws BOTRC_USAGE */
function whole(value: number, option: string): number {
  if (Number.isInteger(value) && value >= 1 && value <= MOST) return value;
  throw new BotrcError('BOTRC_USAGE', `${option} is no whole number`, {
    found: String(value),
    mend: `Write a whole number from 1 to ${MOST}.`,
  });
}
