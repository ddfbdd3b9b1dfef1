import type { Instrument, OrderRequest, PositionMode, Price, Quantity } from '../../sdk/index.ts';
import { CASH_SCALE, formatTrim, isMarketable, isTriggered, valueAt } from '../../sdk/index.ts';
import type { Refusal } from './refusal.ts';
import { refuse } from './refusal.ts';
import { waitsForRise } from './trigger.ts';

const TYPES: readonly OrderRequest['type'][] = [
  'market',
  'limit',
  'stop-market',
  'stop-limit',
  'take-profit',
  'trailing-stop',
];

/** The rules of form: type, leg, quantity, prices and time in force, against the instrument. First broken rule. */
export function checkForm(
  order: OrderRequest,
  instrument: Instrument,
  mode: PositionMode,
): Refusal | undefined {
  if (!TYPES.includes(order.type)) return refuse('order-type', `${order.type} orders are not taken here`);
  if ((order.leg === 'net') !== (mode === 'one-way'))
    return refuse('position-leg', `leg ${order.leg} does not exist in ${mode} mode`);
  return (
    checkQuantity(order.quantity, instrument, isMarketable(order)) ??
    checkPrices(order, instrument) ??
    checkTrail(order, instrument) ??
    checkTimeInForce(order)
  );
}

export function checkQuantity(
  quantity: Quantity,
  instrument: Instrument,
  market: boolean,
): Refusal | undefined {
  const { lot, minQuantity, quantityScale } = instrument;
  const most = market
    ? Math.min(instrument.maxMarketQuantity, instrument.maxQuantity)
    : instrument.maxQuantity;
  const text = (value: Quantity): string => formatTrim(value, quantityScale);
  if (!Number.isSafeInteger(quantity) || quantity <= 0)
    return refuse('quantity', 'quantity is not above zero');
  if (quantity % lot !== 0)
    return refuse('quantity', `quantity ${text(quantity)} is not a multiple of ${text(lot)}`);
  if (quantity < minQuantity)
    return refuse('quantity', `quantity ${text(quantity)} is below the least, ${text(minQuantity)}`);
  if (quantity > most)
    return refuse('quantity', `quantity ${text(quantity)} is above the most, ${text(most)}`);
  return undefined;
}

/** Each type has exactly the prices it needs, on tick. */
export function checkPrices(
  order: Pick<OrderRequest, 'type' | 'price' | 'triggerPrice'>,
  instrument: Instrument,
): Refusal | undefined {
  const { type, price, triggerPrice } = order;
  const needsPrice = type === 'limit' || type === 'stop-limit';
  const mayHavePrice = needsPrice || type === 'take-profit';
  if (needsPrice && price === undefined) return refuse('price', `a ${type} order needs a price`);
  if (!mayHavePrice && price !== undefined) return refuse('price', `a ${type} order has no price`);
  if (price !== undefined && !onTick(price, instrument))
    return refuse('price', offTick('price', price, instrument));
  const needsTrigger = isTriggered(type) && type !== 'trailing-stop';
  if (needsTrigger !== (triggerPrice !== undefined))
    return refuse('trigger-price', `a ${type} order ${needsTrigger ? 'needs a' : 'has no'} trigger price`);
  if (triggerPrice !== undefined && !onTick(triggerPrice, instrument))
    return refuse('trigger-price', offTick('trigger price', triggerPrice, instrument));
  return undefined;
}

/** A trailing stop, and nothing else, has a distance and may have an activation price, both in whole ticks. */
export function checkTrail(
  order: Pick<OrderRequest, 'type' | 'trailBy' | 'activationPrice'>,
  instrument: Instrument,
): Refusal | undefined {
  const { type, trailBy, activationPrice } = order;
  const trails = type === 'trailing-stop';
  if (trails !== (trailBy !== undefined) || (!trails && activationPrice !== undefined))
    return refuse('trail', `a ${type} order ${trails ? 'needs a distance to trail by' : 'does not trail'}`);
  if (trailBy !== undefined && !onTick(trailBy, instrument))
    return refuse('trail', offTick('trailing distance', trailBy, instrument));
  if (activationPrice !== undefined && !onTick(activationPrice, instrument))
    return refuse('trail', offTick('activation price', activationPrice, instrument));
  return undefined;
}

function checkTimeInForce(order: OrderRequest): Refusal | undefined {
  return isMarketable(order) && order.timeInForce === 'post-only'
    ? refuse('time-in-force', 'an order without a limit cannot be post-only')
    : undefined;
}

/** A trigger must lie where the last price has not been yet, an activation price on the side of profit. */
export function checkTriggerSide(
  order: Pick<OrderRequest, 'side' | 'type' | 'triggerPrice' | 'activationPrice'>,
  last: Price | undefined,
  instrument: Instrument,
): Refusal | undefined {
  const { triggerPrice, activationPrice } = order;
  if (activationPrice !== undefined)
    return checkTriggerSide(
      { side: order.side, type: 'take-profit', triggerPrice: activationPrice },
      last,
      instrument,
    );
  if (triggerPrice === undefined) return undefined;
  if (last === undefined)
    return refuse('no-price', 'there is no last price yet to place the trigger against');
  const rise = waitsForRise(order);
  if (rise ? triggerPrice > last : triggerPrice < last) return undefined;
  const side = rise ? 'above' : 'below';
  const text = (price: Price): string => formatTrim(price, instrument.priceScale);
  return refuse('trigger-side', `trigger ${text(triggerPrice)} must be ${side} the last price ${text(last)}`);
}

/** The least order value; an order that only reduces may be smaller. */
export function checkNotional(quantity: Quantity, price: Price, instrument: Instrument): Refusal | undefined {
  const value = valueAt(instrument, price, quantity);
  if (value >= instrument.minNotional) return undefined;
  const least = `${formatTrim(instrument.minNotional, CASH_SCALE)} ${instrument.settle}`;
  return refuse('min-notional', `order value ${formatTrim(value, CASH_SCALE)} is below the least, ${least}`);
}

function onTick(price: Price, instrument: Instrument): boolean {
  return Number.isSafeInteger(price) && price > 0 && price % instrument.tick === 0;
}

function offTick(what: string, price: Price, instrument: Instrument): string {
  const text = (value: Price): string => formatTrim(value, instrument.priceScale);
  return Number.isSafeInteger(price)
    ? `${what} ${text(price)} is not a positive multiple of the tick ${text(instrument.tick)}`
    : `${what} is not a whole number of units`;
}
