import { type Instrument, type Intent, type Signal, signalFlaw } from '../../sdk/index.ts';
import type { SizingWord } from '../effect.ts';
import { requestFlatten } from '../flatten.ts';
import { defaultLeg, legsOf } from '../legs.ts';
import { touchPrice } from '../market/market.ts';
import { isFinal } from '../orders/machine.ts';
import { propose, type Refusal } from '../risk/gate.ts';
import { worstPrice } from '../risk/proposal.ts';
import { type Core, emit, instrumentOf, type Seat } from '../state.ts';
import { deny } from './deny.ts';
import { planOf } from './plan.ts';
import { entryToTick } from './rounding.ts';
import { sizeSignal } from './sizing.ts';
import { takeAmend } from './take-amend.ts';
import { takeOrder } from './take-order.ts';

/**
 * What a strategy asked for on its way to the gate. Returns who refused it, if anybody did.
 * @throws TypeError for what is no intent at all.
 */
export function takeIntent(core: Core, seat: Seat, intent: Intent): Refusal | undefined {
  const { type } = intent;
  if (type === 'cancel') return takeCancel(core, seat, intent.clientOrderId, intent.reason);
  if (type === 'amend') return takeAmend(core, seat, intent);
  if (type !== 'signal' && type !== 'order' && type !== 'exit') throw new TypeError(`intent ${String(type)}`);
  if (!seat.config.instruments.includes(intent.instrument)) {
    const reason = 'the profile does not give this instrument to the strategy';
    return deny(core, seat, intent.instrument, intent, { rule: 'instrument', reason });
  }
  const instrument = instrumentOf(core, intent.instrument);
  if (type === 'signal') return takeSignal(core, seat, instrument, intent);
  if (type === 'order') return takeOrder(core, seat, instrument, intent);
  const { account } = core.config;
  const legs = legsOf(core.config.positionMode).filter((leg) => (intent.leg ?? leg) === leg);
  const keys = legs.map((leg) => ({ account, instrument: intent.instrument, leg, owner: seat.config.owner }));
  requestFlatten(core, keys, intent.reason, 'exit');
  return undefined;
}

function takeSignal(core: Core, seat: Seat, instrument: Instrument, signal: Signal): Refusal | undefined {
  seat.signals++;
  const refuse = (rule: string, reason: string, sizing?: SizingWord): Refusal =>
    deny(core, seat, instrument.id, signal, { rule, reason }, sizing);
  const market = core.markets.get(instrument.id);
  const touch = market && touchPrice(market, signal.side);
  const entry = signal.entry ?? touch;
  if (entry === undefined) return refuse('price', 'no price is known yet');
  const flaw = signalFlaw(signal, entry);
  if (flaw) return refuse('signal', flaw);
  const {
    quantity,
    flaw: unknown,
    word: sizing,
  } = sizeSignal(core, instrument, signal, entry, seat.config.riskShare);
  if (quantity <= 0) return refuse('sizing', unknown ?? 'the risk allows less than one lot', sizing);
  const price =
    signal.entry === undefined ? undefined : entryToTick(signal.entry, signal.side, instrument.tick);
  const type = price === undefined ? 'market' : 'limit';
  const reference = worstPrice({ side: signal.side, type, ...(price !== undefined && { price }) }, touch);
  if (reference === undefined) return refuse('price', 'no price is known yet');
  const refusal = propose(core, {
    proposal: {
      owner: seat.config.owner,
      instrument,
      leg: signal.leg ?? defaultLeg(core.config.positionMode, signal.side, false),
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
    plan: planOf(core, instrument, signal, entry),
    sizing,
  });
  if (!refusal && price !== undefined) {
    // A limit entry that has not filled when the signal expires is cancelled.
    const id = `${core.config.run}-${core.facts.orderCount.toString(36)}`;
    emit(core, { type: 'timer', timerId: `expire/${id}`, dueMs: core.now + (signal.expiresMs ?? 5_000) });
  }
  return refusal;
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
