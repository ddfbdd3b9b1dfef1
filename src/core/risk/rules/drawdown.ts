import { type Cash, RATE_SCALE, type Rate, rateOf } from '../../../sdk/index.ts';
import { equity } from '../../portfolio/equity.ts';
import type { Core } from '../../state.ts';
import type { RiskRule } from '../proposal.ts';

/** A fall from the peak by one part in so many puts it on record. */
export const RECORDED = 1_000;

/** the fall of equity, unrealized PnL included, from its peak. No entries while it is at its limit. */
export const drawdown: RiskRule = {
  name: 'drawdown',
  requirement: 'R-6',
  appliesTo: 'entry',
  isOn: ({ risk }) => risk.drawdown !== undefined,
  check(_proposal, core) {
    const { fall, limit } = fallNow(core);
    const over = fall >= limit;
    return {
      verdict: over ? 'deny' : 'allow',
      used: percent(fall),
      limit: percent(limit),
      reason: over ? 'equity has fallen too far from its peak' : 'equity is near enough to its peak',
    };
  },
  status(core) {
    const { fall, limit } = fallNow(core);
    const { days = 0 } = core.facts.risk.drawdown ?? {};
    return {
      state: fall >= limit ? 'halted' : fall * 4 >= limit * 3 ? 'warning' : 'ok',
      used: percent(fall),
      limit: percent(limit),
      reason: days > 0 ? `day ${days} of ${core.config.risk.drawdown?.days}` : '',
    };
  },
};

function fallNow(core: Core): { fall: number; limit: number } {
  const { peak } = core.facts.risk;
  const fall = peak === undefined ? undefined : drawdownOf(peak + core.peakGain, equity(core));
  return { fall: Math.max(0, fall ?? 0), limit: core.config.risk.drawdown?.fraction ?? 0 };
}

/** The fall from the peak as a Rate, rounded down; undefined where there was nothing to fall from. */
export function drawdownOf(peak: Cash, equity: Cash): Rate | undefined {
  return rateOf(peak - equity, peak);
}

/** A Rate as `2.50 %`, rounded down. */
export function percent(rate: Rate): string {
  return `${(Math.floor((rate * 10_000) / 10 ** RATE_SCALE) / 100).toFixed(2)} %`;
}
