import type {
  AlertLevel,
  CancelRequest,
  ClientOrderId,
  Currency,
  InstrumentId,
  Intent,
  Interval,
  MarketEvent,
  Ms,
  Owner,
  Price,
  Quantity,
} from '../sdk/index.ts';
import type { EntryTerms } from './orders/order.ts';
import type { Plan, TargetRef } from './orders/plan.ts';
import type { PlanItem, ReconcileCause } from './reconcile/plan.ts';
import type { ApprovedAmend, ApprovedOrder } from './risk/approved.ts';
import type { RiskRecord } from './risk/record.ts';
import type { HeldSignal } from './signals/held.ts';

/** What the core wants done. Plain data; nothing else leaves it. */
export type Effect =
  | {
      readonly type: 'submit';
      readonly order: ApprovedOrder;
      /** For entries: what will protect the position. Not sent to the venue. */
      readonly plan?: Plan;
      readonly tag?: string;
      /** One cancels the other, see `PlainOrder`. */
      readonly group?: string;
      /** Of an order with no price of its own: the touch at the decision, see `Order.touch`. */
      readonly touch?: Price;
      /** Of a target's order. */
      readonly target?: TargetRef;
      /** Of an entry by signal. */
      readonly entry?: EntryTerms;
    }
  | { readonly type: 'amend'; readonly request: ApprovedAmend }
  | { readonly type: 'cancel'; readonly request: CancelRequest; readonly reason: string }
  | {
      readonly type: 'alert';
      readonly level: AlertLevel;
      readonly title: string;
      readonly text: string;
      readonly dedupeKey: string;
    }
  /** Asks for a TimerEvent at `dueMs` by the bot's clock; the same id again replaces, dueMs 0 cancels. */
  | { readonly type: 'timer'; readonly timerId: string; readonly dueMs: Ms }
  | { readonly type: 'record'; readonly record: CoreRecord };

/** Facts that no event states by itself, and the reasons of decisions. */
export type CoreRecord =
  | RiskRecord
  | {
      /** A proposal met the gate: every rule's word, in order, with what it looked at. */
      readonly kind: 'verdict';
      readonly owner: Owner;
      readonly instrument: InstrumentId;
      readonly intent: Intent | { readonly type: 'protect' | 'flatten' | 'retry'; readonly reason: string };
      readonly verdict: 'allow' | 'deny';
      /** The order it became. */
      readonly clientOrderId?: ClientOrderId;
      readonly rules: readonly RuleVerdict[];
      /** The market event that it answers; absent where the event itself is in the journal. */
      readonly trigger?: Trigger;
      /** What an order without a price of its own is measured against (E-3): the touch at the decision. */
      readonly reference?: Price;
      /** How a signal's size came about; absent for what brings its own. */
      readonly sizing?: SizingWord;
    }
  /** What a strategy asked for before it was warm (M-4): it went no further. */
  | {
      readonly kind: 'dropped';
      readonly owner: Owner;
      readonly instrument: InstrumentId;
      readonly reason: string;
    }
  | { readonly kind: 'killed'; readonly reason: string }
  | { readonly kind: 'halted'; readonly rule: string; readonly reason: string }
  | { readonly kind: 'paused' }
  /** `equity` (as in `day`) where it ends a daily loss: the loss counts from it again. */
  | { readonly kind: 'resumed'; readonly reason: string; readonly equity?: string }
  | { readonly kind: 'flattening'; readonly keys: readonly string[]; readonly reason: string }
  /** A new risk day began. `equity` as the integer text of a Cash in the account currency. */
  | { readonly kind: 'day'; readonly day: string; readonly equity: string }
  /** A deposit (or withdrawal, negative) in another currency moved equity by so much: never PnL. As in `day`. */
  | { readonly kind: 'moved'; readonly currency: Currency; readonly equity: string }
  /** Equity at the first market event of an hour: what drawdowns are measured by. As in `day`. */
  | { readonly kind: 'equity'; readonly equity: string }
  /** the stop goes to the entry (`full`), or it is only told that it could (`visual`). Once per entry. */
  | {
      readonly kind: 'break-even';
      readonly key: string;
      readonly stop: Price;
      readonly mode: 'full' | 'visual';
    }
  /** The plan's stop moves closer to the market; one that is not closer changes nothing. */
  | {
      readonly kind: 'stop-moved';
      readonly key: string;
      readonly stop: Price;
      readonly cause: 'trail' | 'strategy';
    }
  /** The venue does not take a target (its index), or a trailing stop: the core trails it from now on. */
  | { readonly kind: 'venue-refused'; readonly key: string; readonly target?: number }
  /** E-2: an entry by signal has ended with less than all of it filled; of a retry, both orders together. */
  | {
      readonly kind: 'entry-fill';
      readonly clientOrderId: ClientOrderId;
      readonly owner: Owner;
      readonly instrument: InstrumentId;
      readonly filled: Quantity;
      readonly quantity: Quantity;
      /** `full` counts as filled, `under` as not opened. */
      readonly verdict: 'full' | 'partial' | 'under';
      /** The rest was to be sent once more. */
      readonly isRetried: boolean;
    }
  /** A signal waits (R-5, E-7). */
  | ({ readonly kind: 'held' } & HeldSignal)
  /** It waits no more; what became of it, the verdict after it says. */
  | { readonly kind: 'released'; readonly id: string }
  /** What is held is below the venue's smallest order: it cannot be closed, and closing it ends. */
  | { readonly kind: 'dust'; readonly key: string; readonly quantity: Quantity }
  /** D-6: the instruments by liquidity and spread, best first; the first `keep` take entries until `nextMs`. */
  | {
      readonly kind: 'ranked';
      readonly ranked: readonly InstrumentId[];
      readonly keep: number;
      readonly nextMs: Ms;
    }
  /** A strategy was stopped by name. */
  | { readonly kind: 'strategy-stopped'; readonly owner: Owner; readonly reason: string }
  /** The account was compared with the venue: all that differed, and the ids of what was acted upon (E-6). */
  | {
      readonly kind: 'reconciled';
      readonly cause: ReconcileCause;
      readonly items: readonly PlanItem[];
      readonly applied: readonly string[];
    };

/** One rule's word on one proposal. `used` and `limit` are decimal strings in the rule's own unit. */
export interface RuleVerdict {
  readonly rule: string;
  readonly verdict: 'allow' | 'deny' | 'resize';
  readonly used: string;
  readonly limit: string;
  readonly reason: string;
}

/** A market event in short, so that a decision can be explained when the tape has rolled away. */
export interface Trigger {
  readonly type: MarketEvent['type'];
  readonly instrument: InstrumentId;
  /** The exchange's time. */
  readonly time: Ms;
  /** Of a bar. */
  readonly interval?: Interval;
  /** A bar's close, a trade's price, a ticker's last. */
  readonly price?: Price;
  /** The touch after it, where a book is known. */
  readonly bid?: Price;
  readonly ask?: Price;
}

/** The numbers behind a size, as decimal texts: cash in the account currency, quantities in the instrument's unit. */
export interface SizingWord {
  /** Absent: by risk. */
  readonly mode?: 'notional' | 'volatility';
  readonly equity: string;
  /** What the stop may cost; by notional the value aimed at, by volatility what the stated move may cost. */
  readonly risk: string;
  /** Free cash x leverage, or the profile's largest entry value where that is less. */
  readonly cap: string;
  /** What each of the two allows; the smaller is the size. */
  readonly byRisk: string;
  readonly byCap: string;
}

/** All that one event led to, in order. */
export interface Decision {
  readonly seq: number;
  readonly at: Ms;
  readonly effects: readonly Effect[];
}
