import type { ClientOrderId, Currency, InstrumentId, Leg, VenueOrderId } from '../values/ids.ts';
import type { Cash, Price, Quantity, Rate } from '../values/money.ts';
import type { Ms } from '../values/time.ts';
import type { OrderSnapshot, Side } from './order.ts';

/** One execution. `fillId` is unique per venue: a second event with the same id is dropped. */
export interface Fill {
  readonly type: 'fill';
  readonly fillId: string;
  readonly clientOrderId: ClientOrderId;
  readonly venueOrderId?: VenueOrderId;
  readonly instrument: InstrumentId;
  readonly side: Side;
  readonly price: Price;
  readonly quantity: Quantity;
  /** Positive is paid, negative is a rebate. */
  readonly fee: Cash;
  readonly feeCurrency: Currency;
  readonly liquidity: 'maker' | 'taker';
  readonly time: Ms;
  /**
   * Where the venue itself closed a position, under an order that nobody sent: at maintenance margin, to cover
   * another's bankruptcy (auto-deleveraging), or at the end of the instrument. Absent for ordinary orders.
   */
  readonly cause?: 'liquidation' | 'deleverage' | 'settlement';
  /** Which position it closed; told where there is a `cause`. */
  readonly leg?: Leg;
}

/** A funding payment booked by the venue. Positive was received. */
export interface Funding {
  readonly type: 'funding';
  readonly fundingId: string;
  readonly instrument: InstrumentId;
  readonly leg: Leg;
  readonly rate: Rate;
  readonly amount: Cash;
  readonly currency: Currency;
  readonly time: Ms;
}

/** A deposit (positive) or withdrawal (negative): never PnL. */
export interface Transfer {
  readonly type: 'transfer';
  readonly transferId: string;
  readonly currency: Currency;
  readonly amount: Cash;
  readonly time: Ms;
}

export interface VenuePosition {
  readonly instrument: InstrumentId;
  readonly leg: Leg;
  /** Signed: negative is short. */
  readonly quantity: Quantity;
  /** Average entry price as the venue states it, rounded to the instrument's price scale. */
  readonly entryPrice: Price;
}

export interface VenueBalance {
  readonly currency: Currency;
  /** Wallet balance: without unrealized PnL. */
  readonly total: Cash;
}

/** Everything the venue holds for the account at one moment. */
export interface VenueSnapshot {
  readonly time: Ms;
  readonly positions: readonly VenuePosition[];
  /** Orders that are still working. */
  readonly orders: readonly OrderSnapshot[];
  readonly balances: readonly VenueBalance[];
}

/** The snapshot as an event, for reconciliation. */
export interface VenueEvent {
  readonly type: 'venue';
  readonly time: Ms;
  readonly snapshot: VenueSnapshot;
}
