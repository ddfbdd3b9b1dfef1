import { calmOf, isCalm } from '../../calm.ts';
import { watchDay } from '../../risk-day.ts';
import { type Core, equity, markOf } from '../../state.ts';
import { watchDrawdown } from './watch-drawdown.ts';

/**
 * Looks at the loss limits, unrealized PnL included, before anybody is asked for an intent: the first event past one
 * closes the door to new risk.
 */
export function watchRisk(core: Core): void {
  if (isCalm(core)) return;
  look(core);
  core.calm = calmOf(core);
}

function look(core: Core): void {
  if (!core.facts.cash.has(core.config.currency) || isBlind(core)) return;
  const now = equity(core);
  watchDay(core, now);
  if (core.config.risk.drawdown) watchDrawdown(core, now);
}

/** Something is held whose price is not known yet: it would count at cost, and equity would jump by that. */
function isBlind(core: Core): boolean {
  for (const { instrument, quantity } of core.facts.positions.values()) {
    if (quantity !== 0 && core.markets.has(instrument) && markOf(core, instrument) === undefined) return true;
  }
  return false;
}
