import type { Cash, Currency, OrderSnapshot, PositionKey, Price, Quantity } from '../../sdk/index.ts';

/** adopt: take the venue's word. close: take it, then flatten. cancel: the order goes. ignore: leave it as it is. */
export type PlanAction = 'adopt' | 'close' | 'cancel' | 'ignore';
/** `info` is applied by itself and only told; `critical` latches the kill switch. */
export type Severity = 'info' | 'warning' | 'critical';

/** One difference between the facts and the venue, and what is to be done about it (E-6). Plain data. */
export interface PlanItem {
  /** What differs: `position/BTCUSDT/net`. Names it to an operator. */
  readonly id: string;
  /** `id` with both sides: the same mark is the same difference, seen again. */
  readonly mark: string;
  readonly severity: Severity;
  /** One sentence. */
  readonly text: string;
  /** What may be done, the suggested first. */
  readonly choices: readonly [PlanAction, ...PlanAction[]];
  /** What is to be done. */
  readonly action: PlanAction;
  readonly subject: PlanSubject;
}

export type PlanSubject =
  /** Signed sizes of all owners together; `key` says whose position changes. `entryPrice` is the venue's. */
  | {
      readonly kind: 'position';
      readonly key: PositionKey;
      readonly ours: Quantity;
      readonly theirs: Quantity;
      readonly entryPrice: Price;
    }
  /** Works at the venue and not here. */
  | { readonly kind: 'order'; readonly key: PositionKey; readonly order: OrderSnapshot }
  /** `isTransfer`: no position differs, so that it can be no result of a trade. */
  | {
      readonly kind: 'cash';
      readonly currency: Currency;
      readonly ours: Cash;
      readonly theirs: Cash;
      readonly isTransfer: boolean;
    }
  /** Was found out, and is booked already. */
  | { readonly kind: 'news' };

/** What made the two be compared. */
export type ReconcileCause = 'start' | 'timer' | 'reconnect' | 'surprise' | 'operator';
