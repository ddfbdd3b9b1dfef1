import type { Intent } from '../../sdk/index.ts';
import { requestFlatten } from '../flatten.ts';
import { legsOf } from '../legs.ts';
import { isFinal } from '../orders/machine.ts';
import type { Refusal } from '../risk/gate.ts';
import { type Core, emit, instrumentOf, type Seat } from '../state.ts';
import { deny } from './deny.ts';
import { takeSignal } from './held.ts';
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
    return deny(core, seat.config.owner, intent.instrument, intent, { rule: 'instrument', reason });
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
