import { RATE_SCALE } from '../../../sdk/index.ts';
import type { Core } from '../../state.ts';
import type { RiskRule } from '../proposal.ts';

/** mean R of the newest round trips, after costs. It only warns: see `watchTrades`. */
export const expectancy: RiskRule = {
  name: 'expectancy',
  requirement: 'R-6',
  appliesTo: 'entry',
  isOn: ({ risk }) => risk.expectancy !== undefined,
  check(_proposal, core) {
    const { used, limit, low } = meanR(core);
    const reason = low ? 'trades lose on average: told, not refused' : 'trades do not lose on average';
    return { verdict: 'allow', used, limit, reason };
  },
  status(core) {
    const { used, limit, low } = meanR(core);
    return { state: low ? 'warning' : 'ok', used, limit, reason: '' };
  },
};

function meanR({ facts, config }: Core): { used: string; limit: string; low: boolean } {
  const { r = 0, trades = 1 } = config.risk.expectancy ?? {};
  const newest = facts.risk.recentR.slice(-trades);
  const limit = `${(r / 10 ** RATE_SCALE).toFixed(2)} R`;
  if (newest.length < trades) return { used: `${newest.length} of ${trades} trades`, limit, low: false };
  const mean = newest.reduce((sum, one) => sum + one, 0) / trades;
  return { used: `${(mean / 10 ** RATE_SCALE).toFixed(2)} R`, limit, low: mean < r };
}
