import { type AmendRequest, formFlaw, type Instrument, type OrderRequest } from '@botrc/sdk';

/** Why an order cannot be written down for Bybit, as a sentence; undefined where it can. */
export function orderFlaw(order: OrderRequest, instrument: Instrument): string | undefined {
  if (order.type === 'trailing-stop') return 'a trailing stop is no order at Bybit';
  return formFlaw(order) ?? unitFlaw(order, instrument);
}

/** Sizes off the lot and prices off the tick: Bybit rounds some of them, which is not what was asked for. */
export function unitFlaw(
  { quantity, price, triggerPrice }: Pick<AmendRequest, 'quantity' | 'price' | 'triggerPrice'>,
  { lot, tick }: Instrument,
): string | undefined {
  if (quantity !== undefined && !(quantity > 0 && quantity % lot === 0))
    return 'the quantity is no multiple of the lot';
  for (const level of [price, triggerPrice])
    if (level !== undefined && !(level > 0 && level % tick === 0))
      return 'a price is no multiple of the tick';
  return undefined;
}
