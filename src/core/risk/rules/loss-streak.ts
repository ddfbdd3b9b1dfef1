import type { Core } from '../../state.ts';
import type { RiskRule } from '../proposal.ts';

/** after a number of losing round trips in a row no entries until the cooldown has passed. */
export const lossStreak: RiskRule = {
  name: 'loss-streak',
  requirement: 'R-4',
  appliesTo: 'entry',
  isOn: ({ risk }) => risk.lossStreak !== undefined,
  check(_proposal, core) {
    const left = cooldownLeft(core);
    return {
      verdict: left > 0 ? 'deny' : 'allow',
      used: String(core.facts.risk.streak),
      limit: String(core.config.risk.lossStreak?.trades),
      reason:
        left > 0
          ? `cooling down after ${core.facts.risk.cooldown?.reason}: ${minutes(left)} left`
          : 'no streak of losses',
    };
  },
  status(core) {
    const left = cooldownLeft(core);
    return {
      state: left > 0 ? 'halted' : 'ok',
      used: String(core.facts.risk.streak),
      limit: String(core.config.risk.lossStreak?.trades),
      reason: left > 0 ? `${core.facts.risk.cooldown?.reason}: ${minutes(left)} left` : '',
    };
  },
};

function cooldownLeft({ facts, now }: Core): number {
  return Math.max(0, (facts.risk.cooldown?.untilMs ?? 0) - now);
}

/** Minutes and seconds, rounded up. */
export function minutes(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return `${Math.floor(seconds / 60)}m ${String(seconds % 60).padStart(2, '0')}s`;
}
