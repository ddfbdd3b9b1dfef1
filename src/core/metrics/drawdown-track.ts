import type { Cash, Ms } from '../../sdk/index.ts';

/** How far equity fell from its highest point, over its samples. A transfer moves the peak along: it is no loss. */
export interface Drawdown {
  peak: Cash;
  peakMs: Ms;
  /** At the newest sample. */
  now: Cash;
  /** The largest fall as a share of its peak, kept as the exact pair. */
  worst: { readonly fall: Cash; readonly peak: Cash };
  /** The longest time from a peak until it was reached again, of those that are over. */
  longestMs: Ms;
}

export function createDrawdown(): Drawdown {
  return { peak: 0n, peakMs: 0, now: 0n, worst: { fall: 0n, peak: 1n }, longestMs: 0 };
}

export function sampleDrawdown(track: Drawdown, at: Ms, equity: Cash, isFirst: boolean): void {
  const isRecovered = track.now < track.peak && equity >= track.peak;
  if (isRecovered) track.longestMs = Math.max(track.longestMs, at - track.peakMs);
  if (isFirst || equity >= track.peak) {
    track.peak = equity;
    track.peakMs = at;
  }
  const fall = track.peak - equity;
  if (isWorse(fall, track)) track.worst = { fall, peak: track.peak };
  track.now = equity;
}

export function moveDrawdown(track: Drawdown, transferred: Cash): void {
  track.peak += transferred;
  track.now += transferred;
}

/** fall / peak > worst.fall / worst.peak, without a division. Of a peak that is no money there is no share. */
function isWorse(fall: Cash, { peak, worst }: Drawdown): boolean {
  // Mostly it is less of more, which needs no product.
  if (fall <= worst.fall && peak >= worst.peak) return false;
  return peak > 0n && fall * worst.peak > worst.fall * peak;
}
