import type { BotView, ExchangeRow, TaskRow } from '../core/view/bot.ts';
import type { CoreView } from '../core/view/rows.ts';
import type { Ms } from '../sdk/index.ts';
import { emptyView, type HeadSources, headRow } from './publisher.ts';
import type { SessionParts } from './session-parts.ts';

export interface BotViewSources {
  readonly parts: SessionParts;
  readonly phase: HeadSources['phase'];
  readonly reason: string | null;
  readonly startedMs: Ms;
  /** Of the run, however many hosts it has had. */
  readonly events: number;
  readonly exchange: ExchangeRow;
  readonly tasks: readonly TaskRow[];
}

/** The core's rows and the runtime's as one. Without a core there is little to show yet. */
export function botView(core: CoreView | undefined, sources: BotViewSources): BotView {
  const { parts, phase, reason, startedMs, events, exchange, tasks } = sources;
  const { name, profile, pid, run, version } = parts;
  const {
    counters,
    paused: _p,
    halted: _h,
    warm: _w,
    ...rows
  } = core ?? {
    ...emptyView(profile.paper.currency),
    counters: NO_COUNTERS,
    paused: false,
    halted: false,
    warm: false,
  };
  const head = { name, profile: profile.name, mode: profile.mode, pid, run, startedMs, reason, version };
  return {
    ...rows,
    head: headRow({ head, nowMs: parts.clock.now(), phase }, core),
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
