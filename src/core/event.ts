import type {
  Bar,
  ClientOrderId,
  ExchangeEvent,
  InstrumentId,
  Interval,
  Ms,
  Outcome,
  VenueEvent,
} from '../sdk/index.ts';
import type { Command } from './command.ts';
import type { CoreConfig } from './config.ts';

/** Stamped by the loop at hand-over. */
export interface Stamp {
  /** Total order of the run's events, from 1. */
  readonly seq: number;
  /** The core's only now: integer ms, never decreasing. */
  readonly at: Ms;
}

/** Warm-up bars, oldest first: strategies see them with `warm` false. */
export interface HistoryEvent {
  readonly type: 'history';
  readonly instrument: InstrumentId;
  readonly interval: Interval;
  readonly bars: readonly Bar[];
}

/** the process became short of something, or no longer is. Only changes are told, so that the journal stays small. */
export interface ResourceEvent {
  readonly type: 'resource';
  readonly state: 'ok' | 'strained';
  /** What it is short of, with the figure and its limit. */
  readonly reason: string;
}

/** A timer the core had asked for is due. */
export interface TimerEvent {
  readonly type: 'timer';
  readonly timerId: string;
}

export interface CommandEvent {
  readonly type: 'command';
  /** Unique; echoed in the records it causes. */
  readonly commandId: string;
  readonly command: Command;
}

/** The port's answer to one request. `accepted` is only that: the truth arrives as order and fill events. */
export interface OutcomeEvent {
  readonly type: 'outcome';
  readonly request: 'submit' | 'cancel' | 'amend';
  readonly clientOrderId: ClientOrderId;
  readonly outcome: Outcome;
}

/** A run begins, or a profile takes over. */
export interface ConfigEvent {
  readonly type: 'config';
  /** Everything the core runs under, so that a replay needs nothing else. */
  readonly config: CoreConfig;
  /** sha256 of `config`'s text. */
  readonly configHash: string;
  /** `start`: first event of a run; `switch`: a hot swap. */
  readonly cause: 'start' | 'switch';
}

/** What waits for the loop. */
export type Input =
  | ExchangeEvent
  | VenueEvent
  | HistoryEvent
  | ResourceEvent
  | TimerEvent
  | CommandEvent
  | OutcomeEvent
  | ConfigEvent;

/** What the core is handed. */
export type Event = Input & Stamp;

/** Market data changes minds; every other event changes facts and goes to the decisions journal. */
export function isMarketData(type: Input['type']): boolean {
  return type === 'bar' || type === 'book' || type === 'trade' || type === 'ticker' || type === 'history';
}
