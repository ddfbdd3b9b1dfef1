import type { BotView, ExchangeRow, TaskRow } from '../core/view/bot.ts';
import type { CoreView } from '../core/view/rows.ts';
import { emptyView, type HeadSources, headRow } from './publisher.ts';

export interface BotViewSources extends HeadSources {
  /** The account's. */
  readonly currency: string;
  /** Of the run, however many hosts it has had. */
  readonly events: number;
  readonly exchange: ExchangeRow;
  readonly tasks: readonly TaskRow[];
}

/** The core's rows and the runtime's as one. Without a core there is little to show yet. */
export function botView(core: CoreView | undefined, sources: BotViewSources): BotView {
  const { currency, events, exchange, tasks } = sources;
  const {
    counters,
    paused: _p,
    halted: _h,
    warm: _w,
    ...rows
  } = core ?? { ...emptyView(currency), counters: NO_COUNTERS, paused: false, halted: false, warm: false };
  return {
    ...rows,
    head: headRow(sources, core),
    counters: { ...counters, events, reconnects: exchange.reconnects },
    exchange,
    tasks,
  };
}

const NO_COUNTERS: CoreView['counters'] = {
  events: 0,
  bars: 0,
  signals: 0,
  signalsRejected: 0,
  ordersSubmitted: 0,
  fills: 0,
  rejects: 0,
  gaps: 0,
};
