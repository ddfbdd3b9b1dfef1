import type { Instrument } from '../market/instrument.ts';
import type { Intent, PlainOrder, Signal } from '../orders/intent.ts';
import type { InstrumentId } from '../values/ids.ts';
import { isClientOrderId } from '../values/ids.ts';
import type { Price } from '../values/money.ts';
import { plainText } from '../values/text.ts';

/** What an intent must be before the core looks at it. Returns the first flaw as a sentence, or undefined. */
export function intentFlaw(
  intent: Intent,
  instruments: readonly Instrument[],
  lastPrice: (id: InstrumentId) => Price | undefined,
): string | undefined {
  if (typeof intent !== 'object' || intent === null) return `an intent is an object, not ${String(intent)}`;
  if (!['signal', 'exit', 'order', 'cancel', 'amend'].includes(intent.type)) {
    return `"${String(intent.type)}" is no type of intent`;
  }
  if (
    typeof intent.reason !== 'string' ||
    intent.reason === '' ||
    plainText(intent.reason) !== intent.reason
  ) {
    return 'the reason is not one short line of plain text';
  }
  if (intent.type === 'cancel' || intent.type === 'amend') {
    return isClientOrderId(intent.clientOrderId) ? undefined : `the ${intent.type} names no client order id`;
  }
  if (!instruments.some((i) => i.id === intent.instrument)) {
    return `${intent.instrument} is not one of the given instruments`;
  }
  if (intent.type === 'signal') return signalFlaw(intent, intent.entry ?? lastPrice(intent.instrument));
  return intent.type === 'order' ? orderFlaw(intent) : undefined;
}

function isWhole(value: number | undefined): boolean {
  return value !== undefined && Number.isSafeInteger(value) && value > 0;
}

/** `entry`: the price at which it would enter, undefined where none is known yet. */
function signalFlaw(signal: Signal, entry: Price | undefined): string | undefined {
  const { side, stop, targets = [], riskR = 1, expiresMs = 1 } = signal;
  if (side !== 'buy' && side !== 'sell') return `"${String(side)}" is no side`;
  if (signal.entry !== undefined && !isWhole(signal.entry)) return 'the entry is no positive whole number';
  if (!isWhole(stop)) return 'the stop is no positive whole number';
  if (!targets.every((t) => isWhole(t.price))) return 'a target is no positive whole number';
  if (targets.length > 3) return 'there are more than three targets';
  if (!(riskR > 0 && riskR <= 10)) return 'riskR is not in (0, 10]';
  if (!(expiresMs > 0)) return 'expiresMs is not positive';
  if (!targets.every((t) => t.fraction > 0 && t.fraction <= 1)) return 'a target fraction is not in (0, 1]';
  if (targets.reduce((sum, t) => sum + t.fraction, 0) > 1 + 1e-9)
    return 'target fractions are more than 1 together';
  const ahead = side === 'buy' ? 1 : -1;
  const distances = targets.map((t) => (t.price - (entry ?? t.price)) * ahead);
  if (distances.some((d, i) => d < (distances[i - 1] ?? d)))
    return 'the targets are not in order of distance';
  if (entry === undefined) return undefined;
  if ((entry - stop) * ahead <= 0) return `the stop ${stop} is not on the losing side of ${entry}`;
  return distances.every((d) => d > 0) ? undefined : `a target is not on the winning side of ${entry}`;
}

function orderFlaw(order: PlainOrder): string | undefined {
  const { orderType, tag } = order;
  if (order.side !== 'buy' && order.side !== 'sell') return `"${String(order.side)}" is no side`;
  if (!isWhole(order.quantity)) return 'the quantity is no positive whole number';
  for (const field of ['price', 'triggerPrice', 'stop'] as const) {
    if (order[field] !== undefined && !isWhole(order[field])) return `${field} is no positive whole number`;
  }
  if (orderType.includes('limit') && order.price === undefined) return `a ${orderType} order needs a price`;
  const triggered = orderType === 'stop-market' || orderType === 'stop-limit' || orderType === 'take-profit';
  if (triggered && order.triggerPrice === undefined) return `a ${orderType} order needs a triggerPrice`;
  if (tag !== undefined && !/^[A-Za-z0-9_-]{1,16}$/.test(tag)) return 'the tag is not [A-Za-z0-9-_]{1,16}';
  return undefined;
}
