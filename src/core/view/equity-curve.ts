import type { Ms } from '../../sdk/index.ts';

const POINTS = 240;

/** Equity over the run at even steps; when full, every second point goes and the step doubles. */
export interface EquityCurve {
  stepMs: Ms;
  readonly points: [Ms, number][];
}

export function createEquityCurve(): EquityCurve {
  return { stepMs: 1_000, points: [] };
}

/** Takes a point when a step has passed since the last one. */
export function pushEquity(curve: EquityCurve, at: Ms, value: () => number): void {
  const last = curve.points.at(-1);
  if (last !== undefined && at - last[0] < curve.stepMs) return;
  curve.points.push([at, value()]);
  if (curve.points.length < POINTS) return;
  curve.stepMs *= 2;
  const kept = curve.points.filter((_, i) => i % 2 === 0);
  curve.points.splice(0, curve.points.length, ...kept);
}
