import { applyRate, CASH_SCALE, type Cash, formatTrim } from '../../../sdk/index.ts';
import { equity } from '../../portfolio/equity.ts';
import type { Core } from '../../state.ts';
import { createLimitText } from '../limit-text.ts';
import type { RiskRule } from '../proposal.ts';

const limitText = createLimitText();

/**
 * the loss since the first equity of the risk day, unrealized and fees included, against the tightest of a
 * fraction of that equity, a cash cap and a number of R; after a resume the loss since then. Reached, it halts entries until the next risk day or a resume.
 */
export const dailyLoss: RiskRule = {
  name: 'daily-loss',
  requirement: 'R-3',
  appliesTo: 'entry',
  check(_proposal, core) {
    const { loss, limit } = dayLoss(core);
    const over = limit !== undefined && loss >= limit;
    return {
      verdict: over ? 'deny' : 'allow',
      used: formatTrim(loss, CASH_SCALE, 2),
      limit: limit === undefined ? 'none' : limitText(limit),
      reason: over ? 'the day has lost as much as it may' : 'the day is within its loss limit',
    };
  },
  status(core) {
    const { loss, limit } = dayLoss(core);
    const over = limit !== undefined && loss >= limit;
    const near = limit !== undefined && loss * 4n >= limit * 3n;
    return {
      state: over || core.facts.halt?.rule === 'daily-loss' ? 'halted' : near ? 'warning' : 'ok',
      used: formatTrim(loss, CASH_SCALE, 2),
      limit: limit === undefined ? 'none' : formatTrim(limit, CASH_SCALE, 2),
      reason: core.facts.halt?.reason ?? '',
    };
  },
};

/** Loss of the day, 0 where it gained; no limit before the day's first equity is known. */
export function dayLoss(core: Core, now: Cash = equity(core)): { loss: bigint; limit: bigint | undefined } {
  const limit = dayLimit(core);
  const { day, risk } = core.facts;
  const loss = day && limit !== undefined ? (risk.dayBase ?? day.equity) - now : 0n;
  return { loss: loss > 0n ? loss : 0n, limit };
}

/** What the day may lose. */
export function dayLimit(core: Core): Cash | undefined {
  const start = core.facts.day?.equity;
  if (start === undefined || start <= 0n) return undefined;
  if (core.dayLimit?.equity !== start) core.dayLimit = { equity: start, limit: limitOf(core, start) };
  return core.dayLimit.limit;
}

function limitOf({ config }: Core, start: Cash): Cash {
  const { fraction, cash, r } = config.risk.dailyLoss;
  let limit = applyRate(start, fraction);
  if (cash !== undefined && cash < limit) limit = cash;
  const byR = r === undefined ? limit : applyRate(applyRate(start, config.sizing.riskPerTrade), r);
  return byR < limit ? byR : limit;
}
