import { isWhole } from '../../../sdk/index.ts';
import type { RiskRule } from '../proposal.ts';

/** E-11: sizes and prices are positive whole numbers below 2^53. Asked first, so that no other rule has to reckon with less. */
export const form: RiskRule = {
  name: 'form',
  requirement: 'E-11',
  appliesTo: 'all',
  check({ quantity, price, triggerPrice, activationPrice, trailBy, stop, reference }) {
    const isFormed =
      isWhole(quantity) &&
      isLevel(price) &&
      isLevel(triggerPrice) &&
      isLevel(activationPrice) &&
      isLevel(trailBy) &&
      isLevel(stop) &&
      // A closing at market may not know the market: then it is 0.
      Number.isSafeInteger(reference) &&
      reference >= 0;
    return {
      verdict: isFormed ? 'allow' : 'deny',
      used: String(quantity),
      limit: 'whole numbers',
      reason: isFormed
        ? 'sizes and prices are whole numbers'
        : 'a size or a price is no positive whole number',
    };
  },
};

function isLevel(price: number | undefined): boolean {
  return price === undefined || isWhole(price);
}
