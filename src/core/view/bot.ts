import type { Ms } from '../../sdk/index.ts';
import type { PanelRow } from './panels.ts';
import type { BotState, CoreView, CounterRow } from './rows.ts';
import type { TapeRow } from './tape.ts';

/** What status, TUI and scripts see: the core's rows and the runtime's. */
export interface BotView extends Omit<CoreView, 'counters' | 'paused' | 'halted' | 'warm'> {
  readonly head: HeadRow;
  readonly exchange: ExchangeRow;
  readonly counters: CounterRow;
  /** The tasks the supervisor looks after. */
  readonly tasks: readonly TaskRow[];
  /** Of plugins; absent where the profile names none. */
  readonly panels?: readonly PanelRow[];
  /** Of a replay alone. */
  readonly tape?: TapeRow;
}

export interface HeadRow {
  readonly name: string;
  readonly profile: string;
  readonly mode: string;
  readonly state: BotState;
  readonly pid: number;
  readonly run: string;
  readonly startedMs: Ms;
  readonly uptimeMs: Ms;
  /** Why it is in this state, one line; null when there is nothing to say. */
  readonly reason: string | null;
  /** botrc's version. */
  readonly version: string;
}

export interface ExchangeRow {
  readonly name: string;
  readonly connected: boolean;
  readonly lastEventMs: Ms | null;
  readonly latencyMs: number | null;
  readonly reconnects: number;
  /** While it is down: the reason, with the error code. */
  readonly reason: string | null;
}

export interface TaskRow {
  readonly name: string;
  readonly state: 'starting' | 'running' | 'backing-off' | 'failed' | 'stopped';
  readonly restarts: number;
  readonly reason: string | null;
}

export interface LogRow {
  readonly timeMs: Ms;
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly source: string;
  readonly text: string;
}

export type Slice = keyof BotView;
