import type { Core } from '../../../src/core/state.ts';
import { type Intent, nextFloat, nextUint, type PlainOrder, type Random } from '../../../src/sdk/index.ts';

const TYPES = ['market', 'limit', 'stop-market', 'stop-limit', 'take-profit', 'trailing-stop'] as const;
const TIMES = ['gtc', 'ioc', 'fok', 'post-only'] as const;
const SIDES = ['buy', 'sell'] as const;

/** Anything at all: sense and nonsense, of any size, at any price, with or against what is held. */
export function hostileIntents(random: Random, core: Core, owner: string): Intent[] {
  const intents: Intent[] = [];
  while (intents.length < 4 && nextFloat(random) < 0.35) intents.push(anyIntent(random, core, owner));
  return intents;
}

function anyIntent(random: Random, core: Core, owner: string): Intent {
  const instrument = pick(random, ['BTCUSDT', 'ETHUSDT']);
  const reason = 'hostile';
  const last = core.markets.get(instrument)?.book?.bids.price(0) ?? 300_000;
  const own = [...core.facts.orders.values()].filter((order) => order.owner === owner);
  const clientOrderId = own.length > 0 ? pick(random, own).clientOrderId : 'r1-zz';
  const kind = nextFloat(random);
  if (kind < 0.4) {
    const side = pick(random, SIDES);
    const away = side === 'buy' ? -1 : 1;
    return {
      type: 'signal',
      instrument,
      side,
      stop: last + away * size(random, 6_000),
      ...(nextFloat(random) < 0.4 && { entry: last + size(random, 400) - 200 }),
      ...(nextFloat(random) < 0.4 && { targets: [{ price: last - away * 900, fraction: 0.5 }] }),
      ...(nextFloat(random) < 0.5 && { riskR: nextFloat(random) * 12 }),
      reason,
    };
  }
  if (kind < 0.75) return anyOrder(random, instrument, last);
  if (kind < 0.82) return { type: 'exit', instrument, reason };
  if (kind < 0.92) return { type: 'cancel', clientOrderId, reason };
  return {
    type: 'amend',
    clientOrderId,
    ...(nextFloat(random) < 0.6 && { quantity: quantity(random) }),
    ...(nextFloat(random) < 0.6 && { price: last + size(random, 400) - 200 }),
    reason,
  };
}

function anyOrder(random: Random, instrument: string, last: number): PlainOrder {
  const side = pick(random, SIDES);
  return {
    type: 'order',
    instrument,
    side,
    orderType: pick(random, nextFloat(random) < 0.7 ? ['market', 'limit'] : TYPES),
    quantity: quantity(random),
    ...(nextFloat(random) < 0.7 && { price: last + size(random, 400) - 200 }),
    ...(nextFloat(random) < 0.3 && { triggerPrice: last + size(random, 2_000) - 1_000 }),
    ...(nextFloat(random) < 0.1 && { trailBy: size(random, 500) }),
    ...(nextFloat(random) < 0.3 && { timeInForce: pick(random, TIMES) }),
    ...(nextFloat(random) < 0.2 && { reduceOnly: true }),
    ...(nextFloat(random) < 0.6 && { stop: last + (side === 'buy' ? -1 : 1) * size(random, 6_000) }),
    ...(nextFloat(random) < 0.1 && { group: 'g' }),
    reason: 'hostile',
  };
}

/** Mostly small, now and then far too large, nothing, negative or no whole number. */
function quantity(random: Random): number {
  const kind = nextFloat(random);
  if (kind < 0.85) return 1 + (nextUint(random) % 120);
  return pick(random, [0, -5, 0.5, -1e300, 1e7, Number.MAX_SAFE_INTEGER, 1e300, 7_777]);
}

function size(random: Random, most: number): number {
  return nextFloat(random) < 0.02 ? pick(random, [0, -1, 0.5, -1e16, 1e16]) : 1 + (nextUint(random) % most);
}

function pick<T>(random: Random, from: readonly T[]): T {
  return from[nextUint(random) % from.length] as T;
}
