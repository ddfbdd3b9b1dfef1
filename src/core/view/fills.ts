import { CASH_SCALE, type Cash, type Fill, formatTrim, type Ms } from '../../sdk/index.ts';
import type { Order } from '../orders/order.ts';
import { type Core, instrumentOf } from '../state.ts';
import type { FillRow } from './rows.ts';

/** Fills shown; twice as many are kept at most, so that the oldest are dropped many at once. */
const SHOWN = 50;

/** A fill as it happened; its texts are made when somebody looks. */
export interface ShownFill {
  readonly timeMs: Ms;
  readonly fill: Fill;
  readonly role: Order['role'];
  readonly strategy: string;
  /** Before its fee; null for one that opens. */
  readonly realized: Cash | null;
}

export function showFill(core: Core, fill: Fill, order: Order, realized: Cash): void {
  const { role, owner } = order;
  core.fills.push({
    timeMs: core.now,
    fill,
    role,
    strategy: owner,
    realized: order.reduceOnly ? realized : null,
  });
  if (core.fills.length === 2 * SHOWN) core.fills.splice(0, SHOWN);
}

/** The newest, oldest first. */
export function viewFills(core: Core): FillRow[] {
  return core.fills.slice(-SHOWN).map((fill) => viewFill(core, fill));
}

function viewFill(core: Core, { timeMs, fill, role, strategy, realized }: ShownFill): FillRow {
  const { priceScale, quantityScale } = instrumentOf(core, fill.instrument);
  return {
    timeMs,
    instrument: fill.instrument,
    side: fill.side,
    price: formatTrim(fill.price, priceScale),
    quantity: formatTrim(fill.quantity, quantityScale),
    fee: formatTrim(fill.fee, CASH_SCALE, 2),
    role,
    strategy,
    orderId: fill.clientOrderId,
    realizedPnl: realized === null ? null : formatTrim(realized, CASH_SCALE, 2),
  };
}
