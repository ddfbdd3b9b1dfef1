import type { CoreConfig } from '../../core/config.ts';
import type { CoreRecord } from '../../core/effect.ts';
import type { Facts } from '../../core/facts.ts';
import { BotrcError, type Ms, plainText } from '../../sdk/index.ts';
import { isoTime } from '../clock/iso-time.ts';
import { suggestion } from '../config/nearest.ts';
import type { JournalSearch } from '../journal/search.ts';
import { entryGates, type Gate } from './gates.ts';
import { type MarketLook, marketLook, type WarmUp, warmUps } from './market-look.ts';

/** Why nothing was sent for an instrument at a moment. Numbers as in a Chain. */
export interface Silence {
  readonly kind: 'silence';
  readonly instrument: string;
  readonly atMs: Ms;
  /** How far around the moment it was looked for requests. */
  readonly withinMs: Ms;
  /** Absent where the bot did not run. */
  readonly run?: string;
  /** The first gate that said no; null where all were open: then nobody asked, or it was sent. */
  readonly gate: string | null;
  /** The answer in one sentence. */
  readonly answer: string;
  /** Orders that strategies asked for, and that were sent. */
  readonly sent: readonly Asked[];
  readonly refused: readonly (Asked & {
    readonly rule: string;
    readonly used: string;
    readonly limit: string;
  })[];
  /** What an entry of the smallest size would have met, and what stands before it. */
  readonly gates: readonly Gate[];
  /** What the strategies had to look at; null where the tape does not go back so far. */
  readonly market: MarketLook | null;
}

export interface Asked {
  /** The order, or the seq of what was refused: explained by it. */
  readonly id: string;
  readonly atMs: Ms;
  readonly owner: string;
  readonly reason: string;
}

export interface SilenceQuestion {
  readonly instrument: string;
  /** Absent: the newest moment of the journal. */
  readonly atMs?: Ms;
  readonly withinMs: Ms;
  /** The bot's process lives: its newest run goes on. */
  readonly running: boolean;
  /** The facts as they were before this seq. */
  readonly factsBefore: (seq: number) => Facts | undefined;
}

/** @throws BOTRC_EXPLAIN_UNKNOWN for a bot that never ran, and for an instrument that it never knew */
export function silence(search: JournalSearch, question: SilenceQuestion): Silence {
  const { instrument, withinMs } = question;
  const atMs = question.atMs ?? search.lastAt(Number.MAX_SAFE_INTEGER)?.at ?? 0;
  const base = { kind: 'silence', instrument, atMs, withinMs, sent: [], refused: [], market: null } as const;
  const place = search.lastAt(atMs);
  const asleep = whyAsleep(search, question, atMs);
  if (asleep !== undefined || !place) {
    const reason = asleep ?? 'the bot had not begun to run';
    const gate = { gate: 'running', open: false, reason } as const;
    return { ...base, gate: 'running', answer: `Nothing was sent because ${reason}.`, gates: [gate] };
  }
  const event = search.newest('config', place.seq);
  const facts = question.factsBefore(place.seq + 1);
  const run = search.runAt(place.seq);
  if (event?.type !== 'config' || !facts || !run) {
    const reason = 'the bot was still starting';
    const gate = { gate: 'running', open: false, reason } as const;
    return { ...base, gate: 'running', answer: `Nothing was sent because ${reason}.`, gates: [gate] };
  }
  const { config } = event;
  checkKnown(search, instrument, config);
  const market = marketLook(search, { instrument, atMs, withinMs });
  const asked = askedFor(search, question, atMs);
  const warm = warmUps(search, config, { instrument, run, seq: place.seq });
  const gates = [...gatesBefore(config, facts, instrument, warm), ...entryGates(config, facts, market.core)];
  const found = { ...base, run: run.run, market: market.look, gates, ...asked };
  return { ...found, ...conclude(found, warm, config) };
}

/** Why the bot did nothing at all, or undefined where it ran. */
function whyAsleep(search: JournalSearch, question: SilenceQuestion, atMs: Ms): string | undefined {
  const runs = search.runs();
  const run = runs.findLast(({ startedMs }) => startedMs <= atMs);
  const next = runs.find(({ startedMs }) => startedMs > atMs);
  const then = next ? `; run ${next.run} began at ${isoTime(next.startedMs)}` : '';
  if (!run) return `the bot did not run yet${then}`;
  if (run.ended) {
    if (atMs <= run.ended.endedMs) return undefined;
    return `the bot was stopped: run ${run.run} ended at ${isoTime(run.ended.endedMs)}${then}`;
  }
  if (!next && question.running) return undefined;
  const last = next ? search.lastAt(next.startedMs) : search.lastAt(Number.MAX_SAFE_INTEGER);
  if (!last || atMs <= last.at) return undefined;
  return `the bot's process was gone: run ${run.run} ended without a word, its last entry is of ${isoTime(last.at)}${then}`;
}

function checkKnown(search: JournalSearch, instrument: string, config: CoreConfig): void {
  if (config.instruments.includes(instrument)) return;
  if (search.newest('instrument', Number.MAX_SAFE_INTEGER, JSON.stringify(instrument))) return;
  throw new BotrcError('BOTRC_EXPLAIN_UNKNOWN', 'the bot never knew that instrument', {
    found: plainText(instrument, 40),
    mend: suggestion(instrument, config.instruments, 'instruments'),
  });
}

/** What strategies asked for around the moment; protecting and closing is the core's own. */
function askedFor(
  search: JournalSearch,
  { instrument, withinMs }: SilenceQuestion,
  atMs: Ms,
): Pick<Silence, 'sent' | 'refused'> {
  const sent: Asked[] = [];
  const refused: Silence['refused'][number][] = [];
  for (const found of search.between(atMs - withinMs, atMs + withinMs)) {
    if (found.kind !== 'decision') continue;
    for (const effect of found.decision.effects) {
      if (effect.type !== 'record' || !isRequest(effect.record, instrument)) continue;
      const { record } = effect;
      const asked = { atMs: found.at, owner: record.owner };
      if (record.kind === 'dropped') {
        const rule = { rule: 'warm-up', used: '', limit: '', reason: record.reason };
        refused.push({ id: String(found.seq), ...asked, ...rule });
      } else if (record.verdict === 'allow')
        sent.push({ id: record.clientOrderId ?? '', ...asked, reason: plainText(record.intent.reason) });
      else {
        const word = record.rules.at(-1);
        const { rule = '', used = '', limit = '', reason = '' } = word ?? {};
        refused.push({ id: String(found.seq), ...asked, rule, used, limit, reason: plainText(reason) });
      }
    }
  }
  return { sent, refused };
}

type Request = Extract<CoreRecord, { kind: 'verdict' | 'dropped' }>;

function isRequest(record: CoreRecord, instrument: string): record is Request {
  if (record.kind === 'dropped') return record.instrument === instrument;
  if (record.kind !== 'verdict' || record.instrument !== instrument) return false;
  return record.intent.type !== 'protect' && record.intent.type !== 'flatten';
}

/** What stands before the risk gate. */
function gatesBefore(
  config: CoreConfig,
  facts: Facts,
  instrument: string,
  warm: readonly WarmUp[],
): readonly Gate[] {
  const traded = config.strategies.filter((strategy) => strategy.instruments.includes(instrument));
  const owners = traded.map(({ owner }) => owner).join(', ');
  return [
    { gate: 'running', open: true, reason: `run ${config.run} of profile ${config.profile}` },
    {
      gate: 'profile',
      open: traded.length > 0,
      reason:
        traded.length > 0 ? `traded by ${owners}` : `no strategy of profile ${config.profile} trades it`,
    },
    {
      gate: 'feed',
      open: facts.feedUp,
      reason: facts.feedUp ? 'the exchange was connected' : 'the exchange was not connected',
    },
    ...traded.map(({ owner }) => {
      const why = facts.stopped.get(owner);
      const reason = why === undefined ? 'it was running' : `it was stopped: ${plainText(why)}`;
      return { gate: 'strategy', owner, open: why === undefined, reason };
    }),
    ...warm.map(({ owner, have, need }) => ({
      gate: 'warm-up',
      owner,
      open: have >= need,
      used: String(have),
      limit: String(need),
      reason: have >= need ? 'it was warm' : `it had ${have} of the ${need} bars that it needs`,
    })),
  ];
}

function conclude(
  found: Pick<Silence, 'sent' | 'refused' | 'gates'>,
  warm: readonly WarmUp[],
  config: CoreConfig,
): Pick<Silence, 'gate' | 'answer'> {
  const { sent, refused, gates } = found;
  const [order] = sent;
  if (order) return { gate: null, answer: `Something was sent: ${order.owner} got order ${order.id}.` };
  const no = refused.at(-1);
  if (no) return { gate: no.rule, answer: `${no.owner} asked, and ${no.rule} said no: ${no.reason}.` };
  const shut = gates.find((gate) => !gate.open && gate.side === undefined);
  if (shut)
    return { gate: shut.gate, answer: `Nobody asked, and ${shut.gate} would have said no: ${shut.reason}.` };
  const owners =
    warm.length > 0 ? warm.map(({ owner }) => owner) : config.strategies.map(({ owner }) => owner);
  return { gate: null, answer: `Every gate was open, and ${owners.join(', ')} asked for nothing.` };
}
