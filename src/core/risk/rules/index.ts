import type { Core } from '../../state.ts';
import type { RiskRule } from '../proposal.ts';
import { antiChurn } from './anti-churn.ts';
import { backpressure } from './backpressure.ts';
import { dailyLoss } from './daily-loss.ts';
import { doubleSend } from './double-send.ts';
import { drawdown } from './drawdown.ts';
import { expectancy } from './expectancy.ts';
import { failSafe } from './fail-safe.ts';
import { forbidFlip } from './forbid-flip.ts';
import { form } from './form.ts';
import { fundingWindow } from './funding-window.ts';
import { killSwitch } from './kill-switch.ts';
import { liquidation } from './liquidation.ts';
import { liquidity } from './liquidity.ts';
import { lossStreak } from './loss-streak.ts';
import { margin } from './margin.ts';
import { maxOpenOrders } from './max-open-orders.ts';
import { maxPerBase } from './max-per-base.ts';
import { maxPosition } from './max-position.ts';
import { maxPositions } from './max-positions.ts';
import { openForEntries } from './open-for-entries.ts';
import { positionMode } from './position-mode.ts';
import { resources } from './resources.ts';
import { restingExits } from './resting-exits.ts';
import { rotation } from './rotation.ts';
import { session } from './session.ts';
import { soleOwner } from './sole-owner.ts';
import { spread } from './spread.ts';
import { totalRisk } from './total-risk.ts';
import { venueLimits } from './venue-limits.ts';

/** In the order they are asked. The first `deny` ends it; a `resize` is what the next ones see. */
export const RULES: readonly RiskRule[] = [
  form,
  positionMode,
  killSwitch,
  backpressure,
  openForEntries,
  resources,
  session,
  fundingWindow,
  dailyLoss,
  drawdown,
  lossStreak,
  expectancy,
  doubleSend,
  antiChurn,
  soleOwner,
  forbidFlip,
  maxOpenOrders,
  restingExits,
  maxPositions,
  maxPerBase,
  rotation,
  spread,
  liquidity,
  maxPosition,
  margin,
  totalRisk,
  liquidation,
  venueLimits,
  failSafe,
];

/** Those of them that the profile switches on. */
export function rulesOf(core: Core): readonly RiskRule[] {
  core.rules ??= allRules(core).filter((rule) => rule.isOn?.(core.config) ?? true);
  return core.rules;
}

/** Those of plugins come after the limits of botrc and before those of the venue, which cut to the lot. */
export function allRules(core: Core): readonly RiskRule[] {
  return RULES.flatMap((rule) => (rule === venueLimits ? [...core.pluginRules, rule] : [rule]));
}
