import type {
  Cash,
  Currency,
  Fill,
  Funding,
  Instrument,
  InstrumentId,
  Leg,
  Ms,
  OrderSnapshot,
  OrderUpdate,
  PositionMode,
  Random,
  Rate,
} from '../sdk/index.ts';
import type { Position } from './account/position.ts';
import type { PendingAction } from './orders/pending.ts';
import type { WorkingOrder } from './orders/working.ts';

/** What the venue tells, in this order. */
export type VenueOutput = OrderUpdate | Fill | Funding;

/**
 * Everything the venue must not forget: persist this record whole and give it to `restoreVenue`. Plain data with
 * bigints. Only the functions of this room change it.
 */
export interface VenueBooks {
  /** Version of this layout. */
  readonly format: 1;
  readonly account: string;
  positionMode: PositionMode;
  /** Wallet balances: without unrealized PnL. Below zero where a loss went beyond everything that stood for it. */
  readonly cash: Record<Currency, Cash>;
  readonly house: House;
  readonly instruments: Record<InstrumentId, InstrumentBooks>;
  /** Requests on their way, by due time, then in the order they were made. */
  readonly pending: PendingAction[];
  /** What happened and has not been handed out by `advance` yet. */
  outbox: VenueOutput[];
  /** Final orders, oldest first; the newest RECENT_ORDERS can be asked for. */
  readonly recentOrders: OrderSnapshot[];
  /** Fills and fundings, oldest first, at least the newest RECENT_EXECUTIONS. */
  readonly recentExecutions: (Fill | Funding)[];
  readonly counters: { order: number; fill: number; funding: number; action: number };
  /** When the newest request of each kind arrives: requests travel on one connection, none overtakes its like. */
  readonly newestDueMs: { order: Ms; cancel: Ms };
  readonly random: Random;
}

/** The other side of every booking, so that cash is only moved, never made. */
export interface House {
  /** Fees received. */
  readonly fees: Record<Currency, Cash>;
  /** Realized PnL and funding of whoever traded with the account. */
  readonly counterparty: Record<Currency, Cash>;
  /** Gains by what liquidations leave, pays for bankrupt ones as far as it can. Books of before it have none. */
  insurance: Record<Currency, Cash>;
}

/** One instrument's part of the books. */
export interface InstrumentBooks {
  definition: Instrument;
  leverage: number;
  /** True once a book was seen: from then on orders match against books, never against bars. */
  hasBook: boolean;
  /** The finest bar interval seen, 0 before the first; only those bars match orders. */
  barMs: Ms;
  /** Close of the newest bar that was matched. */
  barTimeMs: Ms;
  /** The next payment as the ticker last told it. */
  funding: { rate: Rate; nextMs: Ms } | undefined;
  /** Due time of the newest payment booked: it is never booked twice. */
  fundedMs: Ms;
  readonly positions: Partial<Record<Leg, Position>>;
  /** Contracts of the counterparty: minus what was traded, which is the sum of the legs but for spot fees in the base. */
  counterparty: number;
  /** Orders that arrived and are not final, in order of arrival. */
  readonly orders: WorkingOrder[];
}

export const RECENT_ORDERS = 300;
export const RECENT_EXECUTIONS = 500;

/** Adds to a bounded list, forgetting the oldest: many at once, so that it may hold nearly twice `most`. */
export function remember<T>(list: T[], item: T, most: number): void {
  list.push(item);
  if (list.length >= 2 * most) list.splice(0, list.length - most);
}
