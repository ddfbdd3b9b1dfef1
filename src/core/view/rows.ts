import type {
  AccountRow,
  FillRow,
  MarketRow,
  Ms,
  OrderRow,
  PositionRow,
  RiskRow,
  SignalsRow,
  StrategyRow,
} from '../../sdk/index.ts';
import type { PerformanceRow } from './performance.ts';

/** The rest of the state as rows; those that plugins see too are the SDK's, see sdk/contracts/view.ts. */
export type {
  AccountRow,
  AskedRow,
  FillRow,
  HeldRow,
  MarketRow,
  OrderRow,
  PositionRow,
  RiskRow,
  SignalsRow,
  StrategyRow,
} from '../../sdk/index.ts';

export type BotState = 'starting' | 'warming' | 'running' | 'paused' | 'halted' | 'stopping' | 'stopped';

export interface CounterRow {
  readonly events: number;
  readonly bars: number;
  readonly signals: number;
  readonly signalsRejected: number;
  readonly ordersSubmitted: number;
  readonly fills: number;
  readonly rejects: number;
  readonly reconnects: number;
  readonly gaps: number;
}

/** What the core itself can tell. The runtime adds the rest, see control/protocol.ts. */
export interface CoreView {
  /** `at` of the last event. */
  readonly nowMs: Ms;
  readonly paused: boolean;
  readonly halted: boolean;
  readonly warm: boolean;
  readonly account: AccountRow;
  readonly positions: readonly PositionRow[];
  /** Not final, oldest first. */
  readonly orders: readonly OrderRow[];
  readonly risk: RiskRow;
  readonly strategies: readonly StrategyRow[];
  readonly signals: SignalsRow;
  readonly counters: Omit<CounterRow, 'reconnects'>;
  readonly market: readonly MarketRow[];
  /** Newest last, at most 50. */
  readonly fills: readonly FillRow[];
  /** [ms, equity as a float], newest last, at most 240 points at even steps. */
  readonly equity: readonly (readonly [Ms, number])[];
  readonly performance: PerformanceRow;
}
