import { CASH_SCALE, type InstrumentId, toFloat, valueAt } from '../../../sdk/index.ts';
import type { Market } from '../../market/market.ts';
import { type Core, emit } from '../../state.ts';
import { depthWithin, spreadBps } from '../depth.ts';

/** Of the best prices: what counts as depth. */
const WITHIN_BPS = 10;

/**
 * D-6: ranks the profile's instruments by depth and by spread, as their books are now, when it is due: the sum of both
 * ranks, the profile's order where two are equal. It waits while a book is missing or has a gap, for a rank among some
 * of them would be none. The ranking is a record, so that a restart and a replay have the same.
 */
export function watchRotation(core: Core): void {
  const { rotation } = core.config.risk;
  if (rotation === undefined || core.now < (core.facts.rotation?.nextMs ?? 0)) return;
  const measured = core.config.instruments.flatMap((id) => measure(core, id) ?? []);
  if (measured.length < core.config.instruments.length) return;
  const deepest = [...measured].sort((a, b) => b.depth - a.depth);
  const tightest = [...measured].sort((a, b) => a.spread - b.spread);
  const score = (one: Measured): number =>
    deepest.findIndex(({ depth }) => depth === one.depth) +
    tightest.findIndex(({ spread }) => spread === one.spread);
  const ranked = [...measured].sort((a, b) => score(a) - score(b)).map(({ id }) => id);
  const nextMs = core.now + rotation.everyMs;
  emit(core, { type: 'record', record: { kind: 'ranked', ranked, keep: rotation.keep, nextMs } });
}

interface Measured {
  readonly id: InstrumentId;
  /** Value within 10 bps of the best prices, on the thinner side, in the settle currency. */
  readonly depth: number;
  readonly spread: number;
}

function measure(core: Core, id: InstrumentId): Measured | undefined {
  const market: Market | undefined = core.markets.get(id);
  const instrument = core.facts.instruments.get(id);
  const book = market?.book;
  if (!instrument || !book || market?.gap) return undefined;
  const [bid, ask] = [book.bids.price(0), book.asks.price(0)];
  const spread = spreadBps(bid, ask);
  if (spread === undefined || bid === undefined) return undefined;
  const thinner = Math.min(depthWithin(book.bids, WITHIN_BPS) ?? 0, depthWithin(book.asks, WITHIN_BPS) ?? 0);
  return { id, depth: toFloat(valueAt(instrument, bid, thinner), CASH_SCALE), spread };
}
