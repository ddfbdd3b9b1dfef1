import type { Cash, ClientOrderId, Currency, Instrument, InstrumentId, Ms } from '../sdk/index.ts';
import type { StrategyEdit } from './config.ts';
import { createPerformance, type Performance } from './metrics/performance.ts';
import { isFinal } from './orders/machine.ts';
import { completeOrder, type Order } from './orders/order.ts';
import { completePosition, type Position } from './portfolio/position.ts';
import type { PlanItem } from './reconcile/plan.ts';
import { createRiskFacts, type RiskFacts } from './risk/risk-facts.ts';
import type { HeldSignal } from './signals/held.ts';

/**
 * The half of the state that must never be lost: a fold over journaled events and effects, and nothing else.
 * Market data never changes it. Plain and structured-cloneable.
 */
export interface Facts {
  /** Of the last entry folded in. */
  seq: number;
  at: Ms;
  /** Of the last event that may have moved cash or a position. */
  booked: number;
  run: string;
  profile: string;
  profileFile: string;
  /** What was changed of its strategies at run time (T-9). */
  edits: readonly StrategyEdit[];
  configHash: string;
  /** The account's; equity and the day are in it. */
  currency: Currency;
  /** Numbers client order ids; never goes back. */
  orderCount: number;
  readonly instruments: Map<InstrumentId, Instrument>;
  /** Every order that is not final, and the newest final ones; in order of creation. */
  readonly orders: Map<ClientOrderId, Order>;
  /** Those of `orders` that are not final, in order of creation: what every rule and every step looks through. */
  readonly open: Set<ClientOrderId>;
  /** Final ones whose fills, by the venue's own word, have not all arrived: they count as exposure until then. */
  readonly late: Set<ClientOrderId>;
  /** Newest fill, funding and transfer ids, to drop what is told twice; and as many that came before them. */
  seen: string[];
  seenBefore: string[];
  /** By key text; flat ones stay, for their PnL. */
  readonly positions: Map<string, Position>;
  /** Wallet per currency: without unrealized PnL. */
  readonly cash: Map<Currency, Cash>;
  /** What trading has moved to the venue, negative where it has moved from it: cash + venue changes by transfers alone. */
  readonly venue: Map<Currency, Cash>;
  readonly timers: Map<string, Ms>;
  /** Key texts of positions being closed by the operator or a rule. */
  readonly flattening: Set<string>;
  kill: { reason: string; sinceMs: Ms } | undefined;
  /** A loss rule's halt; ends with the risk day or by resume. */
  halt: { rule: string; reason: string; sinceMs: Ms } | undefined;
  paused: boolean;
  day: { key: string; equity: Cash } | undefined;
  /** Last entry sent per owner, instrument and side: `at`. */
  readonly lastEntry: Map<string, Ms>;
  readonly stopped: Map<string, string>;
  /** Signals that wait, by id (R-5, E-7). */
  readonly held: Map<string, HeldSignal>;
  /** Numbers them; never goes back. */
  heldCount: number;
  /** How often each rule, or check before the rules, has refused what a strategy asked for. */
  readonly refusals: Map<string, number>;
  feedUp: boolean;
  /** A run began and has not compared its account with the venue yet. */
  awaitsAccount: boolean;
  /** D-6: the instruments, best first, and when they are ranked again. */
  rotation: { readonly ranked: readonly InstrumentId[]; readonly nextMs: Ms } | undefined;
  /** Differences from the venue that nobody has decided on (E-6). */
  plan: readonly PlanItem[];
  /** Marks of those that stay as they are. */
  readonly ignored: Set<string>;
  /** `time` of the newest fill or funding told by the venue: where catching up starts. */
  lastExecutionMs: Ms;
  readonly counters: Counters;
  readonly performance: Performance;
  readonly risk: RiskFacts;
}

export interface Counters {
  /** What strategies asked for once they were warm, and how much of it was refused. */
  signals: number;
  signalsRejected: number;
  ordersSubmitted: number;
  fills: number;
  rejects: number;
  gaps: number;
}

export function createFacts(): Facts {
  return {
    seq: 0,
    at: 0,
    booked: 0,
    run: '',
    profile: '',
    profileFile: '',
    edits: [],
    configHash: '',
    currency: '',
    orderCount: 0,
    instruments: new Map(),
    orders: new Map(),
    open: new Set(),
    late: new Set(),
    seen: [],
    seenBefore: [],
    positions: new Map(),
    cash: new Map(),
    venue: new Map(),
    timers: new Map(),
    flattening: new Set(),
    kill: undefined,
    halt: undefined,
    paused: false,
    day: undefined,
    lastEntry: new Map(),
    stopped: new Map(),
    held: new Map(),
    heldCount: 0,
    refusals: new Map(),
    feedUp: false,
    awaitsAccount: false,
    rotation: undefined,
    plan: [],
    ignored: new Set(),
    lastExecutionMs: 0,
    counters: { signals: 0, signalsRejected: 0, ordersSubmitted: 0, fills: 0, rejects: 0, gaps: 0 },
    performance: createPerformance(),
    risk: createRiskFacts(),
  };
}

/**
 * Facts that an older version saved, with what has been added since: new fields begin empty, and what is only an
 * index of the rest is made again.
 */
export function completeFacts(saved: Facts): Facts {
  const fresh = createFacts();
  const living = [...saved.orders.values()].filter((order) => !isFinal(order.state));
  return {
    ...fresh,
    ...saved,
    orders: new Map([...saved.orders].map(([id, order]) => [id, completeOrder(order)])),
    positions: new Map([...saved.positions].map(([key, position]) => [key, completePosition(position)])),
    open: new Set(living.map((order) => order.clientOrderId)),
    // It was a set.
    seen: [...saved.seen],
    counters: { ...fresh.counters, ...saved.counters },
    risk: { ...fresh.risk, ...saved.risk },
  };
}
