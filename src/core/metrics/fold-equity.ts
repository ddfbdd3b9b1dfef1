import type { Cash, Ms } from '../../sdk/index.ts';
import { moveDrawdown, sampleDrawdown } from './drawdown-track.ts';
import { addMoment } from './moments.ts';
import { createSums, type EquityTrack, KEPT_DAYS, type Performance } from './performance.ts';
import { ratio } from './ratio.ts';

/** One sample of equity, unrealized PnL included: hourly from the core, as often as wanted in a backtest. */
export function foldEquity({ equity: track }: Performance, at: Ms, equity: Cash): void {
  if (track.samples === 0) {
    track.startMs = at;
    track.startEquity = equity;
    track.linkEquity = equity;
  }
  track.samples++;
  track.lastMs = at;
  sampleDrawdown(track.drawdown, at, equity, track.samples === 1);
}

/**
 * A new local day begins with this equity, and the one before it is complete. Its return is what equity gained apart
 * from transfers, over its first equity; days without a record are part of the one before them.
 */
export function foldDay(performance: Performance, key: string, at: Ms, equity: Cash): void {
  const { days, equity: track } = performance;
  foldEquity(performance, at, equity);
  const last = days.at(-1);
  if (last) {
    const gain = ratio(equity - last.transferred - last.equity, last.equity);
    if (gain !== undefined) addMoment(track.returns, gain);
  }
  if (track.unlinked !== 0n) link(track, equity);
  days.push({ key, at, equity, transferred: 0n, ...createSums() });
  if (days.length > KEPT_DAYS) days.shift();
}

/** A deposit or a withdrawal is never PnL. Before the first sample it is part of that. */
export function foldMoved({ days, equity: track }: Performance, amount: Cash): void {
  if (track.samples === 0) return;
  track.transferred += amount;
  track.unlinked += amount;
  moveDrawdown(track.drawdown, amount);
  const day = days.at(-1);
  if (day) day.transferred += amount;
}

/** Ends a link of growth where money came in or went out. */
function link(track: EquityTrack, equity: Cash): void {
  track.factor *= ratio(equity - track.unlinked, track.linkEquity) ?? 1;
  track.linkEquity = equity;
  track.unlinked = 0n;
}
