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

/** True when a step has passed since the last point. */
export function isDue({ points, stepMs }: EquityCurve, at: Ms): boolean {
  const last = points[points.length - 1];
  return last === undefined || at - last[0] >= stepMs;
}

export function pushEquity(curve: EquityCurve, at: Ms, value: number): void {
  curve.points.push([at, value]);
  if (curve.points.length < POINTS) return;
  curve.stepMs *= 2;
  const kept = curve.points.filter((_, i) => i % 2 === 0);
  curve.points.splice(0, curve.points.length, ...kept);
}
