import { calmOf, isCalm } from '../../calm.ts';
import { equity, isBlind } from '../../portfolio/equity.ts';
import { watchDay } from '../../risk-day.ts';
import type { Core } from '../../state.ts';
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
  if (core.facts.cash.size === 0 || isBlind(core)) return;
  const now = equity(core);
  watchDay(core, now);
  if (core.config.risk.drawdown) watchDrawdown(core, now);
}
