import type { Ms, PanelSlices } from '../../sdk/index.ts';
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

/** What the core itself can tell, what panels of plugins may ask for included. The runtime adds the rest, see control/protocol.ts. */
export interface CoreView extends PanelSlices {
  /** `at` of the last event. */
  readonly nowMs: Ms;
  readonly paused: boolean;
  readonly halted: boolean;
  readonly warm: boolean;
  readonly counters: Omit<CounterRow, 'reconnects'>;
  readonly performance: PerformanceRow;
}
