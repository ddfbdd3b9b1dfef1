import type { CoreConfig } from '../../core/config.ts';
import { isMarketData } from '../../core/event.ts';
import { createMarket, type Market, updateMarket } from '../../core/market/market.ts';
import { BotrcError, formatTrim, type MarketEvent, type Ms } from '../../sdk/index.ts';
import type { RunRow } from '../journal/journal.ts';
import type { JournalSearch } from '../journal/search.ts';
import { unitsOf } from './units.ts';

/** What the tape has of an instrument in the time before a moment. */
export interface MarketLook {
  readonly events: number;
  readonly bars: number;
  readonly lastSeq: number;
  readonly lastMs: Ms;
  /** Last traded. */
  readonly price?: string;
}

export interface WarmUp {
  readonly owner: string;
  readonly have: number;
  readonly need: number;
}

/** The market as the core saw it, from what the tape still has of that time; without it, no prices are known. */
export function marketLook(
  search: JournalSearch,
  { instrument, atMs, withinMs }: { readonly instrument: string; readonly atMs: Ms; readonly withinMs: Ms },
): { readonly look: MarketLook | null; readonly core: Market } {
  const market = createMarket(instrument);
  const from = search.lastAt(atMs - withinMs)?.seq ?? 0;
  const to = search.firstAfter(atMs)?.seq ?? Number.MAX_SAFE_INTEGER;
  let [events, bars, lastSeq, lastMs] = [0, 0, 0, 0];
  for (const event of tapeOf(search, from, to)) {
    if (event.instrument !== instrument || event.at > atMs || event.at < atMs - withinMs) continue;
    updateMarket(market, event);
    events++;
    if (event.type === 'bar') bars++;
    [lastSeq, lastMs] = [event.seq, event.at];
  }
  if (events === 0) return { look: null, core: market };
  const { known } = unitsOf(search, instrument, lastSeq);
  const price = market.last !== undefined && known && formatTrim(market.last, known.priceScale);
  return { look: { events, bars, lastSeq, lastMs, ...(price && { price }) }, core: market };
}

/** Bars that each strategy of the instrument had seen, and needs; none where the tape of the run's start is gone. */
export function warmUps(
  search: JournalSearch,
  config: CoreConfig,
  { instrument, run, seq }: { readonly instrument: string; readonly run: RunRow; readonly seq: number },
): readonly WarmUp[] {
  const strategies = config.strategies.filter((strategy) => strategy.instruments.includes(instrument));
  const seen = new Map<string, number>();
  const needed = new Map<string, number>();
  for (const { subscriptions, warmup } of strategies) {
    for (const s of subscriptions) {
      if (s.stream !== 'bar') continue;
      const key = `${s.instrument}/${s.interval}`;
      needed.set(key, Math.max(needed.get(key) ?? 0, warmup[s.interval] ?? 0));
    }
  }
  const isWarm = (): boolean => [...needed].every(([key, need]) => (seen.get(key) ?? 0) >= need);
  let any = false;
  for (const event of historyAndBars(search, run.firstSeq, seq)) {
    any = true;
    const key = `${event.instrument}/${event.interval}`;
    seen.set(key, (seen.get(key) ?? 0) + event.bars);
    if (isWarm()) break;
  }
  if (!any && !isWarm()) return [];
  return strategies.map(({ owner, subscriptions, warmup }) => {
    let [have, need] = [0, 0];
    for (const s of subscriptions) {
      if (s.stream !== 'bar') continue;
      const wanted = warmup[s.interval] ?? 0;
      need += wanted;
      have += Math.min(wanted, seen.get(`${s.instrument}/${s.interval}`) ?? 0);
    }
    return { owner, have, need };
  });
}

function* historyAndBars(
  search: JournalSearch,
  fromSeq: number,
  toSeq: number,
): Generator<{ readonly instrument: string; readonly interval: string; readonly bars: number }> {
  try {
    for (const event of search.tape(fromSeq, toSeq)) {
      if (event.type === 'bar') yield { ...event, bars: 1 };
      else if (event.type === 'history') yield { ...event, bars: event.bars.length };
    }
  } catch (error) {
    if (!isTapeDamage(error)) throw error;
  }
}

type Stamped = MarketEvent & { readonly seq: number; readonly at: Ms };

/** A damaged tape costs the market in the answer, not the answer. */
function* tapeOf(search: JournalSearch, fromSeq: number, toSeq: number): Generator<Stamped> {
  try {
    for (const event of search.tape(fromSeq, toSeq)) {
      if (isMarketData(event.type) && event.type !== 'history') yield event as Stamped;
    }
  } catch (error) {
    if (!isTapeDamage(error)) throw error;
  }
}

function isTapeDamage(error: unknown): boolean {
  return error instanceof BotrcError && error.code.startsWith('BOTRC_JOURNAL_');
}
