import type { Instrument, Intent, PlainOrder, Signal } from '../../sdk/index.ts';
import { RATE_SCALE, rateFromFraction } from '../../sdk/index.ts';
import type { SizingWord } from '../effect.ts';
import { requestFlatten } from '../flatten.ts';
import { touchPrice } from '../market/market.ts';
import { isFinal } from '../orders/machine.ts';
import type { Plan } from '../orders/order.ts';
import { propose, type Refusal } from '../risk/gate.ts';
import { worstPrice } from '../risk/proposal.ts';
import { type Core, emit, instrumentOf, type Seat } from '../state.ts';
import { triggerOf } from '../trigger.ts';
import { entryToTick, stopToTick, targetToTick } from './rounding.ts';
import { sizeSignal } from './sizing.ts';

/**
 * What a strategy asked for on its way to the gate. Returns who refused it, if anybody did.
 * @throws TypeError for what is no intent at all.
 */
export function takeIntent(core: Core, seat: Seat, intent: Intent): Refusal | undefined {
  const { type } = intent;
  if (type === 'cancel') return takeCancel(core, seat, intent.clientOrderId, intent.reason);
  if (type !== 'signal' && type !== 'order' && type !== 'exit') throw new TypeError(`intent ${String(type)}`);
  if (!seat.config.instruments.includes(intent.instrument)) {
    return deny(
      core,
      seat,
      intent,
      'instrument',
      'the profile does not give this instrument to the strategy',
    );
  }
  const instrument = instrumentOf(core, intent.instrument);
  if (type === 'signal') return takeSignal(core, seat, instrument, intent);
  if (type === 'order') return takeOrder(core, seat, instrument, intent);
  const { account } = core.config;
  const key = { account, instrument: intent.instrument, leg: 'net', owner: seat.config.owner } as const;
  requestFlatten(core, [key], intent.reason, 'exit');
  return undefined;
}

function takeSignal(core: Core, seat: Seat, instrument: Instrument, signal: Signal): Refusal | undefined {
  seat.signals++;
  const market = core.markets.get(instrument.id);
  const touch = market && touchPrice(market, signal.side);
  const entry = signal.entry ?? touch;
  if (entry === undefined) return deny(core, seat, signal, 'price', 'no price is known yet');
  const flaw = flawOf(signal, entry);
  if (flaw) return deny(core, seat, signal, 'signal', flaw);
  const { quantity, word: sizing } = sizeSignal(core, instrument, signal, entry, seat.config.riskShare);
  if (quantity <= 0) return deny(core, seat, signal, 'sizing', 'the risk allows less than one lot', sizing);
  const plan: Plan = {
    stop: stopToTick(signal.stop, signal.side, instrument.tick),
    targets: (signal.targets ?? []).map((t) => ({
      ...t,
      price: targetToTick(t.price, signal.side, instrument.tick),
    })),
  };
  const price =
    signal.entry === undefined ? undefined : entryToTick(signal.entry, signal.side, instrument.tick);
  const type = price === undefined ? 'market' : 'limit';
  const reference = worstPrice({ side: signal.side, type, ...(price !== undefined && { price }) }, touch);
  if (reference === undefined) return deny(core, seat, signal, 'price', 'no price is known yet');
  const refusal = propose(core, {
    proposal: {
      owner: seat.config.owner,
      instrument,
      side: signal.side,
      type,
      quantity,
      ...(price !== undefined && { price }),
      timeInForce: price === undefined ? 'ioc' : 'gtc',
      reduceOnly: false,
      role: 'entry',
      reference,
    },
    cause: signal,
    plan,
    sizing,
  });
  if (!refusal && price !== undefined) {
    // A limit entry that has not filled when the signal expires is cancelled.
    const id = `${core.config.run}-${core.facts.orderCount.toString(36)}`;
    emit(core, { type: 'timer', timerId: `expire/${id}`, dueMs: core.now + (signal.expiresMs ?? 5_000) });
  }
  return refusal;
}

/** What makes a signal senseless, or undefined. */
function flawOf(signal: Signal, entry: number): string | undefined {
  const long = signal.side === 'buy';
  const prices = [entry, signal.stop, ...(signal.targets ?? []).map((t) => t.price)];
  if (!prices.every((p) => Number.isSafeInteger(p) && p > 0)) return 'a price is not a positive whole number';
  if (long ? signal.stop >= entry : signal.stop <= entry)
    return 'the stop is not on the losing side of the entry';
  const targets = signal.targets ?? [];
  if (targets.length > 3) return 'more than three targets';
  if (!targets.every((t) => (long ? t.price > entry : t.price < entry))) {
    return 'a target is not on the winning side of the entry';
  }
  const share = targets.reduce((sum, t) => sum + t.fraction, 0);
  if (!targets.every((t) => t.fraction > 0) || share > 1 + 1e-9)
    return 'target fractions must be in (0, 1], together <= 1';
  const r = signal.riskR ?? 1;
  if (!(r > 0 && rateFromFraction(r) <= 10 * 10 ** RATE_SCALE)) return 'riskR is not in (0, 10]';
  return undefined;
}

function takeOrder(core: Core, seat: Seat, instrument: Instrument, order: PlainOrder): Refusal | undefined {
  const market = core.markets.get(instrument.id);
  const touch = market && touchPrice(market, order.side);
  const reduceOnly = order.reduceOnly ?? false;
  // No limit of value holds back what only reduces: any price will do.
  const reference = reduceOnly
    ? (order.price ?? order.triggerPrice ?? touch)
    : worstPrice({ ...order, type: order.orderType }, touch);
  if (reference === undefined) return deny(core, seat, order, 'price', 'no price is known yet');
  return propose(core, {
    proposal: {
      owner: seat.config.owner,
      instrument,
      side: order.side,
      type: order.orderType,
      quantity: order.quantity,
      ...(order.price !== undefined && { price: order.price }),
      ...(order.triggerPrice !== undefined && { triggerPrice: order.triggerPrice }),
      timeInForce: order.timeInForce ?? (order.orderType === 'market' ? 'ioc' : 'gtc'),
      reduceOnly,
      role: reduceOnly ? 'exit' : 'entry',
      reference,
    },
    cause: order,
    ...(order.stop !== undefined && {
      plan: { stop: stopToTick(order.stop, order.side, instrument.tick), targets: [] },
    }),
    ...(order.tag !== undefined && { tag: order.tag }),
  });
}

function takeCancel(core: Core, seat: Seat, clientOrderId: string, reason: string): Refusal | undefined {
  const order = core.facts.orders.get(clientOrderId);
  if (!order || order.owner !== seat.config.owner)
    return { rule: 'cancel', reason: 'no such order of this strategy' };
  if (order.role === 'stop')
    return { rule: 'cancel', reason: 'a protective stop is not the strategy’s to cancel' };
  if (!isFinal(order.state) && !order.cancelRequested) {
    emit(core, { type: 'cancel', request: { instrument: order.instrument, clientOrderId }, reason });
  }
  return undefined;
}

/** A refusal before the gate, recorded as the gate records its own. */
function deny(
  core: Core,
  seat: Seat,
  intent: Signal | PlainOrder | Extract<Intent, { type: 'exit' }>,
  rule: string,
  reason: string,
  sizing?: SizingWord,
): Refusal {
  emit(core, {
    type: 'record',
    record: {
      kind: 'verdict',
      owner: seat.config.owner,
      instrument: intent.instrument,
      intent,
      verdict: 'deny',
      rules: [{ rule, verdict: 'deny', used: '', limit: '', reason }],
      ...triggerOf(core),
      ...(sizing && { sizing }),
    },
  });
  return { rule, reason };
}
