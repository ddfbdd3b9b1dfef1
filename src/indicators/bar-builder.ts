import { type Bar, BotrcError, type Interval, intervalMs, type Ms, type Trade } from '../sdk/index.ts';

/**
 * Builds bars of a longer interval from shorter ones, or from trades (F-2). A bar is handed out only when its time is
 * over, so that what is computed from it can hold nothing of an unfinished one: with the last of its parts where that
 * comes, else with the first thing that is told of a later time. Bars are aligned as exchanges align them: to whole
 * multiples of their length since 1970-01-01 UTC.
 */
export interface BarBuilder {
  readonly interval: Interval;
  /** The unfinished bar, undefined between two. Its time is not over: nobody else has a use for it. */
  open: { -readonly [K in keyof Bar]: Bar[K] } | undefined;
  /** Of the unfinished bar: how much of its time has been told of. */
  toldMs: Ms;
  /** End of what was told last; undefined before the first. */
  endMs: Ms | undefined;
  /** Whole bars that nothing was told of since the last that was. */
  skipped: number;
}

export interface BuiltBar {
  readonly bar: Bar;
  /** How much of its time nothing was told of; 0 where it is whole. */
  readonly missingMs: Ms;
  /** Whole bars before it, since the last, that nothing was told of: there is no bar for them. */
  readonly skipped: number;
}

const NONE: readonly BuiltBar[] = [];

export function createBarBuilder(interval: Interval): BarBuilder {
  return { interval, open: undefined, toldMs: 0, endMs: undefined, skipped: 0 };
}

/**
 * Takes a shorter bar, or one of the same length, and answers with the bars that are over, in order: mostly none,
 * two after a gap. A bar that was told before, or is of the past, changes nothing.
 * @throws BOTRC_INDICATOR_INPUT where its length does not divide the builder's.
 */
export function pushBar(builder: BarBuilder, bar: Bar): readonly BuiltBar[] {
  const length = intervalMs(builder.interval);
  const part = intervalMs(bar.interval);
  if (length % part !== 0) {
    throw new BotrcError('BOTRC_INDICATOR_INPUT', 'bars cannot be built from bars that do not divide them', {
      found: `${bar.interval} into ${builder.interval}`,
      where: 'bar-builder',
    });
  }
  if (builder.endMs !== undefined && bar.openMs < builder.endMs) return NONE;
  const built = reach(builder, bar.openMs);
  const { open } = builder;
  if (open) {
    if (bar.high > open.high) open.high = bar.high;
    if (bar.low < open.low) open.low = bar.low;
    open.close = bar.close;
    open.volume += bar.volume;
  } else begin(builder, bar.openMs, bar);
  builder.toldMs += part;
  builder.endMs = bar.openMs + part;
  return builder.endMs % length === 0 ? [...built, finish(builder)] : built;
}

/**
 * As `pushBar` with a trade. Between two trades there were none, so only the first bar can lack a part of its time:
 * what was before the first trade. A bar without trades does not come, and counts as skipped.
 */
export function pushTradeBar(builder: BarBuilder, trade: Trade): readonly BuiltBar[] {
  const { time, price, quantity } = trade;
  if (builder.endMs !== undefined && time < builder.endMs) return NONE;
  const isFirst = builder.endMs === undefined;
  const built = reach(builder, time);
  const { open } = builder;
  if (open) {
    if (price > open.high) open.high = price;
    if (price < open.low) open.low = price;
    open.close = price;
    open.volume += quantity;
  } else {
    begin(builder, time, {
      instrument: trade.instrument,
      open: price,
      high: price,
      low: price,
      close: price,
      volume: quantity,
    });
    const length = intervalMs(builder.interval);
    builder.toldMs = isFirst ? length - (time % length) : length;
  }
  builder.endMs = time;
  return built;
}

/** Finishes the unfinished bar where its time is over by `nowMs`: for a quiet market, on a timer or another event. */
export function closeBar(builder: BarBuilder, nowMs: Ms): readonly BuiltBar[] {
  const { open } = builder;
  if (!open || nowMs < open.time) return NONE;
  builder.endMs = open.time;
  return [finish(builder)];
}

/** Something was told of this time: finishes what was before it, and counts the bars that nothing was told of. */
function reach(builder: BarBuilder, ms: Ms): readonly BuiltBar[] {
  const length = intervalMs(builder.interval);
  const openMs = Math.floor(ms / length) * length;
  const { open, endMs } = builder;
  if (open?.openMs === openMs || endMs === undefined) return NONE;
  const built = open ? [finish(builder)] : NONE;
  const due = open ? open.time : Math.ceil(endMs / length) * length;
  builder.skipped = Math.max(0, (openMs - due) / length);
  return built;
}

function begin(builder: BarBuilder, ms: Ms, first: Omit<Bar, 'type' | 'interval' | 'openMs' | 'time'>): void {
  const length = intervalMs(builder.interval);
  const openMs = Math.floor(ms / length) * length;
  const { instrument, open, high, low, close, volume } = first;
  const { interval } = builder;
  builder.open = {
    type: 'bar',
    instrument,
    interval,
    openMs,
    time: openMs + length,
    open,
    high,
    low,
    close,
    volume,
  };
  builder.toldMs = 0;
}

function finish(builder: BarBuilder): BuiltBar {
  const bar = builder.open as Bar;
  const missingMs = intervalMs(builder.interval) - builder.toldMs;
  const { skipped } = builder;
  builder.open = undefined;
  builder.skipped = 0;
  return { bar, missingMs, skipped };
}
