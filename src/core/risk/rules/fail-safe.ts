import { formatTrim } from '../../../sdk/index.ts';
import type { Core } from '../../state.ts';
import type { RiskRule } from '../proposal.ts';
import { minutes } from './loss-streak.ts';

/**
 * M-6: after a critical alert only what reduces is sent, until the cooldown ends. Asked last, so that the verdict of an
 * entry that it holds back says what every other rule would have made of it: a shadowed signal.
 */
export const failSafe: RiskRule = {
  name: 'fail-safe',
  requirement: 'M-6',
  appliesTo: 'entry',
  isOn: ({ risk }) => risk.failSafe !== undefined,
  check({ side, quantity, instrument }, core) {
    const shadowed = isShadowed(core);
    const size = formatTrim(quantity, instrument.quantityScale);
    return {
      verdict: shadowed ? 'deny' : 'allow',
      used: shadowed ? 'reduce-only' : 'normal',
      limit: 'normal',
      reason: shadowed
        ? `shadowed, would have been sent: ${side} ${size}`
        : 'no critical alert holds entries back',
    };
  },
  status(core) {
    const { failSafe: mode } = core.facts.risk;
    const shadowed = isShadowed(core);
    return {
      state: shadowed ? 'halted' : 'ok',
      used: shadowed ? 'reduce-only' : 'normal',
      limit: 'normal',
      reason: shadowed && mode ? `${mode.reason}: ${minutes(mode.untilMs - core.now)} left` : '',
    };
  },
};

/** True while only what reduces is sent (M-6). */
export function isShadowed({ facts, now }: Core): boolean {
  return facts.risk.failSafe !== undefined && now < facts.risk.failSafe.untilMs;
}
