import { type Ms, unitValue } from '../sdk/index.ts';
import type { Facts } from './facts.ts';
import { type Market, markPrice } from './market/market.ts';
import { dayLoss } from './risk/rules/daily-loss.ts';
import { type Core, instrumentOf } from './state.ts';

const DAY_MS: Ms = 86_400_000;
const HOUR_MS: Ms = 3_600_000;
/** Far more than the rounding of the few sums and products below, relative to what they sum. */
const DOUBT = 1e-12;

/**
 * When the watch of the risk day has nothing to say, in doubles: within one hour of one local day, while equity is clearly above
 * the loss limit. Worked out after each booking, because the watch is asked at every market event; where this is in
 * doubt, the exact numbers decide.
 */
export interface Calm {
  readonly booked: Facts['booked'];
  readonly day: Facts['day'];
  readonly fromMs: Ms;
  readonly untilMs: Ms;
  /** Equity is it plus what is held x mark. */
  readonly base: number;
  readonly held: readonly { readonly market: Market; readonly unit: number }[];
  /** The loss limit is reached at it; undefined where there is none. */
  readonly low: number | undefined;
}

/** True only where the watch, asked now, would find nothing. */
export function isCalm({ calm, facts, now }: Core): boolean {
  if (calm === undefined || calm.booked !== facts.booked || calm.day !== facts.day) return false;
  if (now < calm.fromMs || now >= calm.untilMs) return false;
  if (facts.halt || calm.low === undefined) return true;
  let equity = calm.base;
  let sum = Math.abs(calm.base) + Math.abs(calm.low);
  for (const { market, unit } of calm.held) {
    const mark = markPrice(market);
    // Nothing is judged by a position without a price.
    if (mark === undefined) return true;
    const value = mark * unit;
    equity += value;
    sum += Math.abs(value);
  }
  return equity - calm.low > DOUBT * sum;
}

/** Undefined where there is no such thing to go by. */
export function calmOf(core: Core): Calm | undefined {
  const { facts, config, markets } = core;
  const { day, booked } = facts;
  if (day === undefined || isSampleDue(core)) return undefined;
  const held: Calm['held'][number][] = [];
  let base = facts.cash.get(config.currency) ?? 0n;
  for (const position of facts.positions.values()) {
    if (position.quantity === 0) continue;
    const market = markets.get(position.instrument);
    const instrument = instrumentOf(core, position.instrument);
    if (market === undefined || instrument.kind === 'inverse') return undefined;
    const counts = instrument.settle === config.currency;
    held.push({ market, unit: counts ? Number(unitValue(instrument, position.quantity)) : 0 });
    if (counts) base -= position.cost;
  }
  const { limit } = dayLoss(core);
  const low = limit === undefined ? undefined : Number(day.equity - limit);
  const bounds = dayBounds(core.now, config.zone);
  const hour = core.now - (core.now % HOUR_MS);
  return {
    booked,
    day,
    fromMs: Math.max(bounds.fromMs, hour),
    untilMs: Math.min(bounds.untilMs, hour + HOUR_MS),
    base: Number(base),
    held,
    low,
  };
}

/** Equity has not been sampled yet in the present hour, by UTC. */
export function isSampleDue({ facts, now }: Core): boolean {
  return Math.floor(now / HOUR_MS) !== Math.floor(facts.performance.equity.lastMs / HOUR_MS);
}

/** From when to when the local day of a moment lasts, no further than its offset does. */
export function dayBounds(at: Ms, zone: readonly (readonly [Ms, Ms])[]): { fromMs: Ms; untilMs: Ms } {
  let offset = 0;
  let since = Number.NEGATIVE_INFINITY;
  let until = Number.POSITIVE_INFINITY;
  for (const [from, ms] of zone) {
    if (at >= from) {
      offset = ms;
      since = from;
    } else {
      until = Math.min(until, from);
    }
  }
  const midnight = Math.floor((at + offset) / DAY_MS) * DAY_MS - offset;
  return { fromMs: Math.max(since, midnight), untilMs: Math.min(until, midnight + DAY_MS) };
}
