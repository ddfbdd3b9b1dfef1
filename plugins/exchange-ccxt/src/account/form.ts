import { type AmendRequest, formFlaw, type OrderRequest } from '@botrc/sdk';
import type { CcxtClient } from '../client.ts';
import type { CcxtOptions } from '../options.ts';
import { amountOf, type Listed, priceText } from '../units.ts';

/** An order as ccxt's createOrder takes it. */
export interface CcxtForm {
  readonly type: 'market' | 'limit';
  readonly amount: number;
  readonly price: number | undefined;
  readonly params: Readonly<Record<string, unknown>>;
}

type Features = Readonly<Record<string, unknown>>;

/** What ccxt says of a method there: https://docs.ccxt.com/#/?id=features */
export function featuresOf(client: CcxtClient, options: CcxtOptions, method: string): Features {
  const at = (value: unknown, key: string): unknown =>
    typeof value === 'object' && value !== null ? (value as Features)[key] : undefined;
  const ofType = at(client.features, options.type);
  const found = at(options.type === 'spot' ? ofType : at(ofType, options.subType), method);
  return typeof found === 'object' && found !== null ? (found as Features) : {};
}

/** Why the order cannot be asked for through ccxt, as a sentence; undefined where it can. */
export function orderFlaw(order: OrderRequest, listed: Listed, features: Features): string | undefined {
  const flaw = formFlaw(order) ?? unitFlaw(order, listed);
  if (flaw !== undefined) return flaw;
  if (order.leg !== 'net') return 'two positions an instrument are not built: one-way mode only';
  if (order.type === 'trailing-stop') return 'ccxt has no trailing stop that all exchanges share';
  const times = features.timeInForce as Features | undefined;
  const wanted = { gtc: undefined, ioc: 'IOC', fok: 'FOK', 'post-only': 'PO' }[order.timeInForce];
  if (wanted !== undefined && order.type !== 'market' && times?.[wanted] !== true)
    return `ccxt knows no ${order.timeInForce} orders there`;
  if (order.triggerPrice !== undefined && triggerOf(order, 1, features) === undefined)
    return `ccxt cannot say there when a ${order.type} order is to fire`;
  return undefined;
}

/** Sizes off the lot and prices off the tick: ccxt would cut them silently. */
export function unitFlaw(
  { quantity, price, triggerPrice }: Pick<AmendRequest, 'quantity' | 'price' | 'triggerPrice'>,
  { instrument: { lot, tick, maxQuantity } }: Listed,
): string | undefined {
  if (quantity !== undefined && !(quantity > 0 && quantity % lot === 0))
    return 'the quantity is no multiple of the lot';
  if (quantity !== undefined && quantity > maxQuantity) return 'the quantity is above the most';
  for (const level of [price, triggerPrice])
    if (level !== undefined && !(level > 0 && level % tick === 0))
      return 'a price is no multiple of the tick';
  return undefined;
}

/** @throws BOTRC_NUMBER_RANGE where ccxt cannot carry a number exactly */
export function orderForm(order: OrderRequest, listed: Listed, features: Features): CcxtForm {
  const { timeInForce, price } = order;
  const trigger = order.triggerPrice;
  return {
    type: price === undefined ? 'market' : 'limit',
    amount: amountOf(listed, order.quantity),
    price: price === undefined ? undefined : priceText(listed, price),
    params: {
      clientOrderId: order.clientOrderId,
      ...(order.reduceOnly && { reduceOnly: true }),
      ...(timeInForce === 'post-only' && { postOnly: true }),
      ...((timeInForce === 'fok' || (timeInForce === 'ioc' && order.type !== 'market')) && {
        timeInForce: timeInForce.toUpperCase(),
      }),
      ...(trigger !== undefined && triggerOf(order, priceText(listed, trigger), features)),
    },
  };
}

/**
 * When a conditional order fires. With a direction every kind can be said; without, only what closes a position, and a
 * plain trigger, which ccxt takes for a stop.
 */
function triggerOf(order: OrderRequest, price: number, features: Features): Features | undefined {
  const isTarget = order.type === 'take-profit';
  if (features.triggerPrice === true && features.triggerDirection === true) {
    const rises = (order.side === 'buy') !== isTarget;
    return { triggerPrice: price, triggerDirection: rises ? 'ascending' : 'descending' };
  }
  if (order.reduceOnly && isTarget && features.takeProfitPrice === true) return { takeProfitPrice: price };
  if (order.reduceOnly && !isTarget && features.stopLossPrice === true) return { stopLossPrice: price };
  if (!isTarget && features.triggerPrice === true) return { triggerPrice: price };
  return undefined;
}
