/** What a chart of so many rows and columns stands for. Values beyond are not drawn. */
export interface Scale {
  readonly low: number;
  readonly high: number;
  /** Values that fill the width; fewer leave the right end empty. */
  readonly count: number;
}

/** The least room that a curve is given. */
const FEWEST = 8;
/** The range is cut to so many steps at least. */
const STEPS = 16;

/**
 * A scale that stays as values come in, so that a new point changes the end of a curve and not all of it: bounds are
 * multiples of a round step, and the width is meant for a round number of values, at most a fifth more than there are.
 */
export function steadyScale(low: number, high: number, count: number): Scale {
  const size = 2 ** Math.max(0, Math.ceil(Math.log2(count)) - 3);
  const room = Math.max(FEWEST, Math.ceil(count / size) * size);
  if (!(high > low)) return { low, high, count: room };
  const step = roundStep((high - low) / STEPS);
  return { low: Math.floor(low / step) * step, high: Math.ceil(high / step) * step, count: room };
}

/** 1, 2 or 5 times a power of ten, at least `least`. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 5].find((factor) => factor * power >= least) ?? 10) * power;
}
