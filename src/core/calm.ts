import { type Cash, type Ms, RATE_SCALE, unitValue } from '../sdk/index.ts';
import type { Facts } from './facts.ts';
import { type Market, markPrice } from './market/market.ts';
import { dayLimit } from './risk/rules/daily-loss.ts';
import { RECORDED } from './risk/rules/drawdown.ts';
import { type Core, instrumentOf } from './state.ts';

const DAY_MS: Ms = 86_400_000;
const HOUR_MS: Ms = 3_600_000;
/** Far more than the rounding of the few sums and products below, relative to what they sum. */
const DOUBT = 1e-12;

const NOTHING: Calm['held'] = [];

/**
 * When the watch of the loss limits has nothing to say, in doubles: within one hour of one local day, while equity is
 * clearly above the limits and below its peak. The watch is asked at every market event; where this is in doubt, the
 * exact numbers decide, and it is worked out anew. A booking that leaves the limits as they are renews only `Stake`.
 */
export interface Calm extends Stake, Bounds {
  readonly day: NonNullable<Facts['day']>;
  readonly dayEquity: Cash;
  readonly dayBase: Cash | undefined;
  readonly halt: Facts['halt'];
  readonly peak: Cash | undefined;
  readonly peakGain: Cash;
  readonly drawdown: Facts['risk']['drawdown'];
  fromMs: Ms;
  untilMs: Ms;
}

/** The nearest limit is reached at `low`, the peak exceeded above `high`; infinite where there is none. */
interface Bounds {
  readonly low: number;
  readonly high: number;
}

/** Equity: `base` plus what is held x mark. */
interface Stake {
  /** The booking that it was worked out after. */
  booked: Facts['booked'];
  base: number;
  held: readonly { readonly market: Market; readonly unit: number }[];
  /** No mark can bring it to a bound: nothing is held, or there is none. */
  isClear: boolean;
}

/** True only where the watch, asked now, would find nothing. */
export function isCalm(core: Core): boolean {
  const { calm, facts, now } = core;
  if (calm === undefined || calm.day !== facts.day || calm.halt !== facts.halt) return false;
  if (calm.peak !== facts.risk.peak || now < calm.fromMs || now >= calm.untilMs) return false;
  if (calm.booked !== facts.booked && !renew(core, calm)) return false;
  return calm.isClear || isWithin(calm.base, calm.held, calm);
}

/** Equity, at the marks of now, is between the bounds. */
function isWithin(base: number, held: Stake['held'], bounds: Bounds): boolean {
  let equity = base;
  let sum = Math.abs(base);
  for (const { market, unit } of held) {
    const mark = markPrice(market);
    // Nothing is judged by a position without a price.
    if (mark === undefined) return true;
    const value = mark * unit;
    equity += value;
    sum += Math.abs(value);
  }
  // A peak that may be exceeded by less than the doubt is none worth recording.
  return isAbove(equity, bounds.low, sum) && !isAbove(equity, bounds.high, sum);
}

/** After a booking; false where it moved the limits, as a transfer does, or equity cannot be told in doubles. */
function renew(core: Core, calm: Calm): boolean {
  const { booked, risk } = core.facts;
  if (calm.dayEquity !== calm.day.equity || calm.dayBase !== risk.dayBase) return false;
  const stake = stakeOf(core, calm);
  if (stake === undefined) return false;
  calm.booked = booked;
  calm.base = stake.base;
  calm.held = stake.held;
  calm.isClear = stake.isClear;
  return true;
}

/** Clearly so; of an infinite bound always. */
function isAbove(a: number, b: number, sum: number): boolean {
  if (b === -Infinity || a === Infinity) return true;
  if (b === Infinity) return false;
  return a - b > DOUBT * (sum + Math.abs(a) + Math.abs(b));
}

/** Undefined where there is no such thing to go by. */
export function calmOf(core: Core): Calm | undefined {
  const { facts } = core;
  const { day } = facts;
  if (day === undefined || isSampleDue(core)) return undefined;
  if (core.calm !== undefined && areBoundsOf(core, core.calm)) return nextHour(core, core.calm);
  const range = { low: lowOf(core), high: highOf(core) };
  const stake = stakeOf(core, range);
  if (stake === undefined) return undefined;
  // Field by field: V8 reads a record that was put together of others more slowly, at every market event.
  return nextHour(core, {
    booked: stake.booked,
    base: stake.base,
    held: stake.held,
    isClear: stake.isClear,
    low: range.low,
    high: range.high,
    day,
    dayEquity: day.equity,
    dayBase: facts.risk.dayBase,
    halt: facts.halt,
    peak: facts.risk.peak,
    peakGain: core.peakGain,
    drawdown: facts.risk.drawdown,
    fromMs: 0,
    untilMs: 0,
  });
}

/** All that it was worked out from is as it was: only its hour is over. */
function areBoundsOf({ facts, peakGain }: Core, calm: Calm): boolean {
  const { day, halt, booked, risk } = facts;
  return (
    calm.booked === booked &&
    calm.day === day &&
    calm.dayEquity === day.equity &&
    calm.dayBase === risk.dayBase &&
    calm.halt === halt &&
    calm.peak === risk.peak &&
    calm.peakGain === peakGain &&
    calm.drawdown === risk.drawdown
  );
}

function nextHour({ now, config }: Core, calm: Calm): Calm {
  const bounds = dayBounds(now, config.zone);
  const hour = now - (now % HOUR_MS);
  calm.fromMs = Math.max(bounds.fromMs, hour);
  calm.untilMs = Math.min(bounds.untilMs, hour + HOUR_MS);
  return calm;
}

function stakeOf(core: Core, bounds: Bounds): Stake | undefined {
  const { facts, config, markets } = core;
  // What another currency is worth moves with a price of its own.
  for (const [currency, amount] of facts.cash) {
    if (currency !== config.currency && amount !== 0n) return undefined;
  }
  let held: Calm['held'] = NOTHING;
  let base = facts.cash.get(config.currency) ?? 0n;
  for (const position of facts.positions.values()) {
    if (position.quantity === 0) continue;
    const market = markets.get(position.instrument);
    const instrument = instrumentOf(core, position.instrument);
    if (market === undefined || instrument.kind !== 'linear') return undefined;
    if (instrument.settle !== config.currency) return undefined;
    const unit = Number(unitValue(instrument, position.quantity));
    held = held.length === 0 ? [{ market, unit }] : [...held, { market, unit }];
    base -= position.cost;
  }
  const wallet = Number(base);
  const isEndless = bounds.low === -Infinity && bounds.high === Infinity;
  const isClear = isEndless || (held.length === 0 && isWithin(wallet, held, bounds));
  return { booked: facts.booked, base: wallet, held, isClear };
}

/** Below it the day's loss or the drawdown has something to say. */
function lowOf(core: Core): number {
  const { day, halt, risk } = core.facts;
  const limit = dayLimit(core);
  const low =
    limit !== undefined && day && !halt
      ? Number((risk.dayBase ?? day.equity) - limit)
      : Number.NEGATIVE_INFINITY;
  const watched = core.config.risk.drawdown;
  if (!watched) return low;
  // Without a peak there is one to be recorded.
  if (risk.peak === undefined) return Number.POSITIVE_INFINITY;
  const peak = Number(risk.peak + core.peakGain);
  const recorded = core.peakGain > 0n ? peak * (1 - 1 / RECORDED) : Number.NEGATIVE_INFINITY;
  const fallen =
    risk.drawdown?.day !== day?.key
      ? peak * (1 - watched.fraction / 10 ** RATE_SCALE)
      : Number.NEGATIVE_INFINITY;
  return Math.max(low, recorded, fallen);
}

/** Above it there is a new peak. */
function highOf({ config, facts, peakGain }: Core): number {
  const { peak } = facts.risk;
  return config.risk.drawdown && peak !== undefined ? Number(peak + peakGain) : Number.POSITIVE_INFINITY;
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
