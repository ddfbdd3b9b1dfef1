import type { Fill, Funding, Ms, OrderUpdate } from '@botrc/sdk';
import { type ExecutionRow, fundingRow, type Marks, tradeRow } from './execution-row.ts';
import { isOpen, notionalOf, type OrderRow } from './order-row.ts';

/** Final orders and executions kept; Bybit keeps two years of them. */
const KEPT = 20_000;

/** Why an order ended, by how the engine says it, in Bybit's words. */
const REASONS: readonly (readonly [begin: string, cancelType: string, rejectReason: string])[] = [
  ['cancelled by the client', 'CancelByUser', 'EC_PerCancelRequest'],
  ['post-only', 'UNKNOWN', 'EC_PostOnlyWillTakeLiquidity'],
  ['fill-or-kill', 'UNKNOWN', 'EC_NoEnoughQtyToFill'],
  ['the book holds no more', 'UNKNOWN', 'EC_NoImmediateQtyToFill'],
  ['reduce-only', 'CancelByReduceOnly', 'EC_NoError'],
];

/** The account's orders and executions as Bybit would list them, kept beside the engine's books. */
export class Ledger {
  readonly orders: Map<string, OrderRow> = new Map();
  readonly executions: ExecutionRow[] = [];
  /** How often a creation bore each link id, taken or not. */
  readonly asked: Map<string, number> = new Map();
  readonly #byLink = new Map<string, OrderRow>();

  add(row: OrderRow): void {
    this.orders.set(row.orderId, row);
    if (row.orderLinkId !== '') this.#byLink.set(row.orderLinkId, row);
    if (this.orders.size > KEPT) this.#forget();
  }

  /** Somebody asks for an order under this id. */
  ask(orderLinkId: string): void {
    this.asked.set(orderLinkId, (this.asked.get(orderLinkId) ?? 0) + 1);
    const [oldest] = this.asked.keys();
    if (this.asked.size > KEPT && oldest !== undefined) this.asked.delete(oldest);
  }

  /** orderId wins if both are given. */
  find(orderId: string, orderLinkId: string): OrderRow | undefined {
    return orderId === '' ? this.#byLink.get(orderLinkId) : this.orders.get(orderId);
  }

  /** What the engine says of an order. Returns the row where it is known. */
  update(update: OrderUpdate, triggered: boolean): OrderRow | undefined {
    const row = this.orders.get(update.clientOrderId);
    if (row === undefined) return undefined;
    if (update.quantity !== undefined) row.qty = update.quantity;
    if (update.price !== undefined) row.price = update.price;
    if (update.triggerPrice !== undefined) row.triggerPrice = update.triggerPrice;
    row.updatedMs = update.time;
    const waits = row.triggerPrice !== undefined && !triggered;
    const [, cancelType, rejectReason] = REASONS.find(([begin]) => update.reason?.startsWith(begin)) ?? [
      '',
      'UNKNOWN',
      'EC_Others',
    ];
    switch (update.status) {
      case 'working':
        row.status = waits ? 'Untriggered' : update.filled > 0 ? 'PartiallyFilled' : 'New';
        return row;
      case 'filled':
        row.status = 'Filled';
        return row;
      case 'rejected':
        // What the engine would not let in is told as cancelled before it rested.
        row.status = rejectReason === 'EC_PostOnlyWillTakeLiquidity' ? 'Cancelled' : 'Rejected';
        break;
      case 'cancelled':
      case 'expired':
        row.status = row.status === 'Untriggered' ? 'Deactivated' : 'Cancelled';
        break;
    }
    row.cancelType = row.cancelAs ?? cancelType;
    row.rejectReason = rejectReason;
    return row;
  }

  /** A fill of a known order. `closed`: how much of the position it closed. */
  fill(fill: Fill, row: OrderRow, feeRate: number, closed: number, marks: Marks): ExecutionRow {
    row.filled += fill.quantity;
    row.value += notionalOf(fill.price, fill.quantity, row.instrument);
    row.fee += fill.fee;
    return this.#keep(tradeRow(fill, row, feeRate, closed, marks));
  }

  funding(funding: Funding, row: Parameters<typeof fundingRow>[1], size: number, marks: Marks): ExecutionRow {
    return this.#keep(fundingRow(funding, row, size, marks));
  }

  /** Open orders, the newest first. */
  open(): OrderRow[] {
    return [...this.orders.values()].filter(isOpen).reverse();
  }

  /** Final orders that ended within the time, the newest first. */
  closed(fromMs: Ms, toMs: Ms): OrderRow[] {
    return [...this.orders.values()]
      .filter((row) => !isOpen(row) && row.createdMs >= fromMs && row.createdMs <= toMs)
      .reverse();
  }

  #keep(row: ExecutionRow): ExecutionRow {
    this.executions.push(row);
    if (this.executions.length > 2 * KEPT) this.executions.splice(0, KEPT);
    return row;
  }

  #forget(): void {
    for (const row of this.orders.values()) {
      if (isOpen(row)) continue;
      this.orders.delete(row.orderId);
      this.#byLink.delete(row.orderLinkId);
      return;
    }
  }
}
