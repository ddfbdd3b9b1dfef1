import { keyText } from '../../../sdk/index.ts';
import { keptText } from '../../kept-text.ts';
import type { RiskRule } from '../proposal.ts';

/** a second entry of one owner, instrument and side within `doubleSendMs` is taken for a mistake. */
export const doubleSend: RiskRule = {
  name: 'double-send',
  requirement: 'R-2',
  appliesTo: 'entry',
  check(proposal, { facts, config, now }) {
    const key = keyText({
      account: config.account,
      instrument: proposal.instrument.id,
      leg: proposal.leg,
      owner: proposal.owner,
    });
    const last = facts.lastEntry.get(keptText(key, proposal.side));
    const age = last === undefined ? undefined : now - last;
    const tooSoon = age !== undefined && age < config.risk.doubleSendMs;
    return {
      verdict: tooSoon ? 'deny' : 'allow',
      used: age === undefined ? 'none' : `${age} ms`,
      limit: `${config.risk.doubleSendMs} ms`,
      reason: tooSoon ? 'the same entry was sent a moment ago' : 'no equal entry was sent just now',
    };
  },
};
