import { untilFunding } from '../next-funding.ts';
import type { RiskRule } from '../proposal.ts';
import { minutes } from './loss-streak.ts';

/**
 * no entry while funding is so near: what it opens has gained nothing, and would have to be told of or closed at
 * once. `watchPositions` does that to what is held, and cancels what still works.
 */
export const fundingWindow: RiskRule = {
  name: 'funding-window',
  requirement: 'R-8',
  appliesTo: 'entry',
  isOn: ({ risk }) => risk.fundingExit !== undefined,
  check({ instrument }, core) {
    const least = core.config.risk.fundingExit?.beforeMs ?? 0;
    const left = untilFunding(core, instrument.id);
    const near = left !== undefined && left < least;
    return {
      verdict: near ? 'deny' : 'allow',
      used: left === undefined ? 'no funding' : `funding in ${minutes(left)}`,
      limit: `at least ${minutes(least)}`,
      reason: near ? 'funding is too near for a new position' : 'funding is far enough away',
    };
  },
};
