import { type Cash, notional } from '../../sdk/index.ts';
import { allOpenOrders } from '../orders/open-orders.ts';
import { openQuantity } from '../orders/order.ts';
import { worstPrice } from '../risk/proposal.ts';
import { type Core, equity, instrumentOf, markOf } from '../state.ts';

/** Value / leverage of everything held and of every entry that may still fill, at mark (cost where none is known). */
export function usedMargin(core: Core): Cash {
  let value = 0n;
  for (const position of core.facts.positions.values()) {
    if (position.quantity !== 0) value += valueAt(core, position.instrument, Math.abs(position.quantity));
  }
  for (const order of allOpenOrders(core.facts)) {
    if (order.reduceOnly) continue;
    const price = worstPrice(order, markOf(core, order.instrument)) ?? order.price;
    value += valueAt(core, order.instrument, openQuantity(order), price);
  }
  return value / BigInt(core.config.sizing.leverage);
}

/** Equity that is not bound as margin; never negative. */
export function freeCash(core: Core): Cash {
  const free = equity(core) - usedMargin(core);
  return free > 0n ? free : 0n;
}

function valueAt(core: Core, id: string, quantity: number, price?: number): Cash {
  const instrument = instrumentOf(core, id);
  const at = price ?? markOf(core, id) ?? 0;
  return notional(at, quantity, instrument.priceScale, instrument.quantityScale);
}
