import {
  type AmendRequest,
  formatTrim,
  type Instrument,
  type OrderRequest,
  type TimeInForce,
} from '@botrc/sdk';

const TIME_IN_FORCE: Readonly<Record<TimeInForce, string>> = {
  gtc: 'GTC',
  ioc: 'IOC',
  fok: 'FOK',
  'post-only': 'PostOnly',
};
/** The position of an order: 0 in one-way mode, else the leg of the hedge. */
const POSITION_INDEX = { net: 0, long: 1, short: 2 } as const;
/** What makes a conditional order fire: the price rises to its trigger, or falls to it. */
const RISE = 1;
const FALL = 2;

/**
 * The body of an order's creation as compact JSON: what is signed is what is sent.
 * https://bybit-exchange.github.io/docs/v5/order/create-order
 * A trigger is of the last price. Spot knows no positions: it takes neither their index nor reduce-only, and counts a
 * market order in base currency only when told to.
 * @throws RangeError for a trailing stop, which Bybit sets on a position and which the capabilities rule out.
 */
export function orderText(order: OrderRequest, instrument: Instrument): string {
  const { side, type, price, triggerPrice } = order;
  if (type === 'trailing-stop') throw new RangeError('a trailing stop is no order at Bybit');
  const { priceScale, quantityScale, kind } = instrument;
  const isSpot = kind === 'spot';
  const isMarket = price === undefined;
  return JSON.stringify({
    category: kind,
    symbol: order.instrument,
    side: side === 'buy' ? 'Buy' : 'Sell',
    orderType: isMarket ? 'Market' : 'Limit',
    qty: formatTrim(order.quantity, quantityScale),
    price: isMarket ? undefined : formatTrim(price, priceScale),
    timeInForce: TIME_IN_FORCE[order.timeInForce],
    marketUnit: isSpot && isMarket ? 'baseCoin' : undefined,
    orderFilter: isSpot && triggerPrice !== undefined ? 'StopOrder' : undefined,
    triggerPrice: triggerPrice === undefined ? undefined : formatTrim(triggerPrice, priceScale),
    triggerDirection: triggerPrice === undefined || isSpot ? undefined : directionOf(order),
    triggerBy: triggerPrice === undefined || isSpot ? undefined : 'LastPrice',
    positionIdx: isSpot ? undefined : POSITION_INDEX[order.leg],
    reduceOnly: isSpot ? undefined : order.reduceOnly,
    closeOnTrigger: order.closeOnTrigger,
    orderLinkId: order.clientOrderId,
  });
}

/** How the venue finds an order: ours by our id, one of somebody else by its own. */
export type OrderKey = { readonly orderLinkId: string } | { readonly orderId: string };

/** The body of a change; what is absent stays. https://bybit-exchange.github.io/docs/v5/order/amend-order */
export function amendText(change: AmendRequest, key: OrderKey, instrument: Instrument): string {
  const { quantity, price, triggerPrice } = change;
  const { priceScale, quantityScale, kind, id } = instrument;
  return JSON.stringify({
    category: kind,
    symbol: id,
    ...key,
    qty: quantity === undefined ? undefined : formatTrim(quantity, quantityScale),
    price: price === undefined ? undefined : formatTrim(price, priceScale),
    triggerPrice: triggerPrice === undefined ? undefined : formatTrim(triggerPrice, priceScale),
  });
}

/** The body of a cancel. https://bybit-exchange.github.io/docs/v5/order/cancel-order */
export function cancelText(key: OrderKey, { kind, id }: Instrument): string {
  return JSON.stringify({ category: kind, symbol: id, ...key });
}

/** A stop fires when the price goes against its side, a take-profit when it goes with it. */
function directionOf({ side, type }: OrderRequest): number {
  return (side === 'buy') === (type !== 'take-profit') ? RISE : FALL;
}
