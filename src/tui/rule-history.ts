import type { RiskRow } from '../core/view/rows.ts';
import type { Ms } from '../sdk/index.ts';

/** By rule, oldest first: when, what was used, and of which limit. */
export type RuleHistory = Readonly<Record<string, readonly RulePoint[]>>;
export type RulePoint = readonly [timeMs: Ms, used: number, limit: number];

/** A point at most so often. */
const EVERY_MS: Ms = 5_000;
/** Points kept of each rule: half an hour. */
const MAX_POINTS = 360;

/** The history with what the rules say now; the same object where nothing is due. */
export function withRules(history: RuleHistory, { rules }: RiskRow, nowMs: Ms): RuleHistory {
  let next: Record<string, readonly RulePoint[]> | undefined;
  for (const { name, used, limit } of rules) {
    const point: RulePoint = [nowMs, Number(used), Number(limit)];
    if (used === '' || limit === '' || !point.every(Number.isFinite)) continue;
    const points = Object.hasOwn(history, name) ? (history[name] ?? []) : [];
    if (nowMs - (points.at(-1)?.[0] ?? Number.NEGATIVE_INFINITY) < EVERY_MS) continue;
    next ??= { ...history };
    next[name] = [...points, point].slice(-MAX_POINTS);
  }
  return next ?? history;
}
