import {
  type Instrument,
  keyText,
  type PlainOrder,
  type PositionKey,
  plainOrderFlaw,
  type Side,
  timeInForceOf,
} from '../../sdk/index.ts';
import { closesLeg, defaultLeg } from '../legs.ts';
import { touchPrice } from '../market/market.ts';
import { propose, type Refusal } from '../risk/gate.ts';
import { worstPrice } from '../risk/proposal.ts';
import type { Core, Seat } from '../state.ts';
import { deny } from './deny.ts';
import { bare } from './plan.ts';
import { stopToTick } from './rounding.ts';

/** A plain order, as its strategy wants it: only its form is looked at before the gate. */
export function takeOrder(
  core: Core,
  seat: Seat,
  instrument: Instrument,
  order: PlainOrder,
): Refusal | undefined {
  const refuse = (rule: string, reason: string): Refusal =>
    deny(core, seat.config.owner, instrument.id, order, { rule, reason });
  const flaw = plainOrderFlaw(order);
  if (flaw !== undefined) return refuse('order', flaw);
  const market = core.markets.get(instrument.id);
  const touch = market && touchPrice(market, order.side);
  const { orderType: type, side, quantity, price, triggerPrice } = order;
  const leg = order.leg ?? defaultLeg(core.config.positionMode, side, order.reduceOnly ?? false);
  const reduceOnly = order.reduceOnly ?? closesLeg(leg, side);
  if (reduceOnly && !canReduce(core, { instrument: instrument.id, leg, owner: seat.config.owner }, side))
    return refuse('reduce-only', `nothing is held that a ${side} could reduce`);
  // No limit of value holds back what only reduces: any price will do.
  const reference = reduceOnly
    ? (price ?? triggerPrice ?? touch)
    : worstPrice({ side, type, price, triggerPrice, activationPrice: order.activationPrice }, touch);
  if (reference === undefined) return refuse('price', 'no price is known yet');
  return propose(core, {
    proposal: {
      owner: seat.config.owner,
      instrument,
      leg,
      side,
      type,
      quantity,
      price,
      triggerPrice,
      trailBy: order.trailBy,
      activationPrice: order.activationPrice,
      closeOnTrigger: order.closeOnTrigger,
      timeInForce: timeInForceOf(order),
      reduceOnly,
      role: reduceOnly ? 'exit' : 'entry',
      reference,
    },
    cause: order,
    plan:
      order.stop === undefined
        ? undefined
        : { ...bare(core), stop: stopToTick(order.stop, side, instrument.tick) },
    tag: order.tag,
    group: order.group,
  });
}

/** The venue would only refuse it. */
function canReduce(core: Core, key: Omit<PositionKey, 'account'>, side: Side): boolean {
  const position = core.facts.positions.get(keyText({ ...key, account: core.config.account }));
  const held = position?.quantity ?? 0;
  return side === 'buy' ? held < 0 : held > 0;
}
