import type { Facts } from '../../../src/core/facts.ts';

/** What a bot must remember over a death in which nothing happens: latches, and what the risk rules count. */
export interface Memory {
  /** Where these differ, something happened. */
  readonly happened: { readonly fills: number; readonly orderCount: number };
  readonly kept: object;
}

export function memoryOf(facts: Facts): Memory {
  const { kill, halt, paused, counters, performance, risk, stopped, lastEntry, orderCount } = facts;
  const { streak, recentR, drawdown, dayBase, cooldown, failSafe } = risk;
  return {
    happened: { fills: counters.fills, orderCount },
    kept: {
      latches: { kill, halt, paused, stopped },
      risk: { streak, recentR, drawdown, dayBase, cooldown, failSafe },
      trades: performance.trades,
      lastEntry,
    },
  };
}
