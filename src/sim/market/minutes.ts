import type { Bar, InstrumentId, Interval, Ms } from '../../sdk/index.ts';
import { intervalMs } from '../../sdk/index.ts';

/** One instrument's one-minute bars in columns, oldest first; minutes may be missing. */
export interface Minutes {
  readonly openMs: Ms[];
  readonly open: number[];
  readonly high: number[];
  readonly low: number[];
  readonly close: number[];
  readonly volume: number[];
}

const MINUTE = 60_000;

export function emptyMinutes(): Minutes {
  return { openMs: [], open: [], high: [], low: [], close: [], volume: [] };
}

/** Adds a newer bar and, beyond `most`, forgets the oldest tenth at a time. */
export function addMinute(
  minutes: Minutes,
  bar: Omit<Bar, 'type' | 'instrument' | 'interval' | 'time'>,
  most: number,
): void {
  minutes.openMs.push(bar.openMs);
  minutes.open.push(bar.open);
  minutes.high.push(bar.high);
  minutes.low.push(bar.low);
  minutes.close.push(bar.close);
  minutes.volume.push(bar.volume);
  if (minutes.openMs.length <= most) return;
  const surplus = minutes.openMs.length - most + Math.floor(most / 10);
  for (const column of Object.values(minutes)) column.splice(0, surplus);
}

/**
 * Confirmed bars of any interval that close at or before `toMs`, oldest first, at most `limit` newest ones. A bar
 * whose first minute lies before the record is left out, as is one without any minute.
 */
export function barsOf(
  minutes: Minutes,
  instrument: InstrumentId,
  interval: Interval,
  toMs: Ms,
  limit: number,
): Bar[] {
  const span = intervalMs(interval);
  const bars: Bar[] = [];
  let end = Math.floor(toMs / span) * span;
  let last = minutes.openMs.length - 1;
  const first = minutes.openMs[0];
  while (first !== undefined && last >= 0 && bars.length < limit) {
    while (last >= 0 && minutes.openMs[last]! + MINUTE > end) last--;
    if (last < 0) break;
    // Over a hole straight to the bar of the next older minute.
    end = Math.ceil((minutes.openMs[last]! + MINUTE) / span) * span;
    const openMs = end - span;
    if (openMs < first) break;
    const to = last;
    while (last >= 0 && minutes.openMs[last]! >= openMs) last--;
    bars.push(fold(minutes, last + 1, to, { instrument, interval, openMs, time: end }));
    end = openMs;
  }
  return bars.reverse();
}

function fold(
  minutes: Minutes,
  from: number,
  to: number,
  frame: Pick<Bar, 'instrument' | 'interval' | 'openMs' | 'time'>,
): Bar {
  let high = minutes.high[from]!;
  let low = minutes.low[from]!;
  let volume = 0;
  for (let i = from; i <= to; i++) {
    high = Math.max(high, minutes.high[i]!);
    low = Math.min(low, minutes.low[i]!);
    volume += minutes.volume[i]!;
  }
  return { type: 'bar', ...frame, open: minutes.open[from]!, high, low, close: minutes.close[to]!, volume };
}
