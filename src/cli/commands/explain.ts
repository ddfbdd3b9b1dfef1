import type { Explanation } from '../../runtime/explain/explain.ts';
import type { Silence } from '../../runtime/explain/silence.ts';
import { BotrcError, parseDuration } from '../../sdk/index.ts';
import { findBot, type KnownBot } from '../bots.ts';
import { type Command, defineCommand } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { homeOf } from '../home.ts';
import type { Session } from '../session.ts';

export const explain: Command = defineCommand({
  usage: 'explain [id]',
  describe: 'Why an order was sent, a signal refused, a position opened, or nothing done at all',
  examples: [
    ['bot explain mwq28cjx44a3-1', 'an order, from the market event to its last fill'],
    ['bot explain 5123', 'what was asked for at that seq, and what became of it'],
    ['bot explain BTCUSDT/trend --json', 'a position, as JSON'],
    [
      'bot explain --instrument BTCUSDT --at 2026-11-21T12:50:00Z',
      'why nothing was sent: which gate said no',
    ],
  ],
  positionals: {
    id: {
      type: 'string',
      describe: 'An order, a fill, the seq of a signal, or a position as instrument/strategy',
    },
  },
  options: {
    instrument: { type: 'string', requiresArg: true, describe: 'Without an id: why nothing was sent for it' },
    at: {
      type: 'string',
      requiresArg: true,
      describe: 'When: ISO 8601 (UTC) or ms (default: the newest moment)',
    },
    within: { type: 'string', requiresArg: true, describe: 'How far around it to look (default: 1m)' },
  },
  run: async ({ id, instrument, at, within }, session) => {
    const bot = findBot(await homeOf(session), session.name);
    if (id !== undefined && instrument === undefined) return explainId(bot, id, session);
    if (id === undefined && instrument !== undefined) {
      return explainSilence(bot, { instrument, at, withinMs: parseDuration(within ?? '1m') }, session);
    }
    throw new BotrcError('BOTRC_USAGE', 'what is to be explained', {
      found: id === undefined ? 'neither an id nor --instrument' : 'an id and --instrument',
      mend: 'Name an id, or --instrument with --at: `bot explain --help` has examples.',
    });
  },
});

async function explainId(bot: KnownBot, id: string, { json, output }: Session): Promise<ExitCode> {
  const [{ JournalSearch }, found] = await Promise.all([
    import('../../runtime/journal/search.ts'),
    import('../../runtime/explain/explain.ts'),
  ]);
  const search = new JournalSearch(bot.folder);
  let explanations: readonly Explanation[];
  try {
    explanations = found.explain(search, id);
  } finally {
    search.close();
  }
  if (json) output.document({ name: bot.name, explanations });
  else {
    const { explanationText } = await import('../../runtime/explain/text.ts');
    for (const line of explanationText(explanations)) output.line(line);
  }
  return EXIT.done;
}

async function explainSilence(
  bot: KnownBot,
  asked: { readonly instrument: string; readonly at: string | undefined; readonly withinMs: number },
  { json, output }: Session,
): Promise<ExitCode> {
  const [{ JournalSearch }, { silence }, { factsBefore }] = await Promise.all([
    import('../../runtime/journal/search.ts'),
    import('../../runtime/explain/silence.ts'),
    import('../../runtime/explain/facts-before.ts'),
  ]);
  const { instrument, withinMs } = asked;
  const at = asked.at === undefined ? {} : { atMs: await momentOf(asked.at) };
  const search = new JournalSearch(bot.folder);
  let answer: Silence;
  try {
    answer = silence(search, {
      instrument,
      withinMs,
      ...at,
      running: bot.running !== undefined,
      factsBefore: (seq) => factsBefore(bot.folder, seq),
    });
  } finally {
    search.close();
  }
  if (json) output.document({ name: bot.name, ...answer });
  else {
    const { silenceText } = await import('../../runtime/explain/text.ts');
    for (const line of silenceText(answer)) output.line(line);
  }
  return EXIT.done;
}

/** @throws BOTRC_USAGE */
async function momentOf(text: string): Promise<number> {
  const { parseTime } = await import('../../runtime/clock/iso-time.ts');
  const ms = parseTime(text);
  if (ms !== undefined) return ms;
  throw new BotrcError('BOTRC_USAGE', '--at is no moment', {
    found: JSON.stringify(text.slice(0, 40)),
    mend: 'Write ISO 8601 such as 2026-11-21T12:50:00Z, or ms since 1970.',
  });
}
