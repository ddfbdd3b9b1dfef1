import type { Price } from '../values/money.ts';
import { formFlaw, isWhole, type OrderForm } from './form.ts';
import type { AmendIntent, PlainOrder, Rung, Signal, Target } from './intent.ts';
import type { OrderType, TimeInForce } from './order.ts';

/** Longest validity of a signal: a week. */
const LONGEST_MS = 7 * 86_400_000;
/** Rungs of a ladder. */
const MOST_RUNGS = 10;
/** What fractions may be over by, as they are sums of doubles. */
const SLACK = 1e-9;

/**
 * The first thing about a signal that makes no sense, as a sentence. `entry` is the price at which it would enter
 * (of a ladder see `ladderPrice`); undefined where none is known yet: what depends on it is not judged.
 */
export function signalFlaw(signal: Signal, entry: Price | undefined): string | undefined {
  const { side, stop, targets = [], riskR = 1, expiresMs = 1, breakEven = 'off', probability = 0 } = signal;
  if (side !== 'buy' && side !== 'sell') return `"${String(side)}" is no side`;
  if (signal.entry !== undefined && !isWhole(signal.entry)) return 'the entry is no positive whole number';
  if (!isWhole(stop)) return 'the stop is no positive whole number';
  if (signal.trailBy !== undefined && !isWhole(signal.trailBy)) return 'trailBy is no positive whole number';
  if (!(riskR > 0 && riskR <= 10)) return 'riskR is not in (0, 10]';
  if (!(probability >= 0 && probability <= 1)) return 'the probability is not in 0..1';
  if (!(expiresMs > 0 && expiresMs <= LONGEST_MS)) return 'expiresMs is not positive, or longer than a week';
  if (breakEven !== 'off' && breakEven !== 'visual' && breakEven !== 'full')
    return `"${String(breakEven)}" is no kind of break-even`;
  const ahead = side === 'buy' ? 1 : -1;
  const flaw = timeInForceFlaw(signal) ?? ladderFlaw(signal, ahead) ?? targetFlaw(targets, ahead, entry);
  if (flaw !== undefined || entry === undefined) return flaw;
  return (entry - stop) * ahead > 0 ? undefined : 'the stop is not on the losing side of the entry';
}

/** The average price of a ladder, to the unit against the trader; the signal's own entry where there is no ladder. */
export function ladderPrice(signal: Pick<Signal, 'entry' | 'ladder' | 'side'>): Price | undefined {
  if (signal.ladder === undefined) return signal.entry;
  const average = signal.ladder.reduce((sum, rung) => sum + rung.price * rung.fraction, 0);
  return signal.side === 'buy' ? Math.ceil(average - SLACK) : Math.floor(average + SLACK);
}

function timeInForceFlaw({ entry, ladder, timeInForce }: Signal): string | undefined {
  if (timeInForce === undefined) return undefined;
  const type: OrderType = entry === undefined && ladder === undefined ? 'market' : 'limit';
  const price = type === 'limit' ? 1 : undefined;
  const rest = { side: 'buy', quantity: 1, reduceOnly: false, timeInForce } as const;
  return formFlaw({ ...rest, type, ...(price !== undefined && { price }) });
}

function ladderFlaw({ entry, ladder, stop, timeInForce }: Signal, ahead: 1 | -1): string | undefined {
  if (ladder === undefined) return undefined;
  if (entry !== undefined) return 'a signal has an entry or a ladder, not both';
  if (ladder.length === 0 || ladder.length > MOST_RUNGS) return `a ladder has 1 to ${MOST_RUNGS} rungs`;
  if (timeInForce === 'ioc' || timeInForce === 'fok')
    return `the rungs of a ladder rest: none is ${timeInForce}`;
  if (!ladder.every((rung: Rung) => isWhole(rung.price))) return 'a rung is no positive whole number';
  if (!ladder.every((rung) => (rung.price - stop) * ahead > 0)) return 'a rung is not before the stop';
  if (!ladder.every((rung) => rung.fraction > 0 && rung.fraction <= 1))
    return 'a rung fraction is not in (0, 1]';
  const whole = ladder.reduce((sum, rung) => sum + rung.fraction, 0);
  return Math.abs(whole - 1) <= 1e-6 ? undefined : 'rung fractions are not 1 together';
}

function targetFlaw(targets: readonly Target[], ahead: 1 | -1, entry: Price | undefined): string | undefined {
  if (targets.length > 3) return 'there are more than three targets';
  let before = Number.NEGATIVE_INFINITY;
  let sum = 0;
  for (const { price, fraction } of targets) {
    if (!isWhole(price)) return 'a target is no positive whole number';
    if (!(fraction > 0 && fraction <= 1)) return 'a target fraction is not in (0, 1]';
    if (entry !== undefined && (price - entry) * ahead <= 0)
      return 'a target is not on the winning side of the entry';
    if (price * ahead < before) return 'the targets are not in order of distance';
    before = price * ahead;
    sum += fraction;
  }
  return sum > 1 + SLACK ? 'target fractions are more than 1 together' : undefined;
}

/** What a plain order is sent as where it does not say: a market order takes at once, any other rests. */
export function timeInForceOf({ orderType, timeInForce }: PlainOrder): TimeInForce {
  return timeInForce ?? (orderType === 'market' ? 'ioc' : 'gtc');
}

/** As `signalFlaw`, for a plain order. */
export function plainOrderFlaw(order: PlainOrder): string | undefined {
  const { reduceOnly = false, stop } = order;
  const form: OrderForm = {
    type: order.orderType,
    side: order.side,
    quantity: order.quantity,
    price: order.price,
    triggerPrice: order.triggerPrice,
    trailBy: order.trailBy,
    activationPrice: order.activationPrice,
    timeInForce: timeInForceOf(order),
    reduceOnly,
    closeOnTrigger: order.closeOnTrigger,
  };
  const flaw = formFlaw(form) ?? nameFlaw('tag', order.tag) ?? nameFlaw('group', order.group);
  if (flaw !== undefined) return flaw;
  if (stop === undefined) return undefined;
  if (!isWhole(stop)) return 'the stop is no positive whole number';
  if (reduceOnly) return 'an order that only reduces has no stop of its own';
  const level = order.price ?? order.triggerPrice;
  const isBehind = level === undefined || (order.side === 'buy' ? stop < level : stop > level);
  return isBehind ? undefined : 'the stop is not on the losing side of the order';
}

function nameFlaw(field: string, name: string | undefined): string | undefined {
  if (name === undefined || /^[A-Za-z0-9_-]{1,16}$/.test(name)) return undefined;
  return `the ${field} is not [A-Za-z0-9-_]{1,16}`;
}

/** As `signalFlaw`, for a change: it changes something, into positive whole numbers. */
export function amendFlaw({ quantity, price, triggerPrice, trailBy }: AmendIntent): string | undefined {
  const changes = [quantity, price, triggerPrice, trailBy].filter((value) => value !== undefined);
  if (changes.length === 0) return 'an amend that changes nothing';
  return changes.every(isWhole) ? undefined : 'a change is not to a positive whole number';
}
