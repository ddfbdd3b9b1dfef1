import type { AccountSide, Outcome, VenueSnapshot } from '@botrc/sdk';
import { rateFromFraction } from '@botrc/sdk';

export const NO_EXECUTION =
  'the demo market takes no orders: run it in paper mode, which simulates the account';

const refused = (): Promise<Outcome> =>
  Promise.resolve({ kind: 'rejected', code: 'no-execution', reason: NO_EXECUTION });

/** The account half of the contract, for a market without accounts. */
export function noExecution(now: () => number): AccountSide {
  const nothing = (): VenueSnapshot => ({ time: now(), positions: [], orders: [], balances: [] });
  return {
    submit: refused,
    cancel: refused,
    amend: refused,
    findOrder: () => Promise.resolve(undefined),
    executionsSince: () => Promise.resolve([]),
    snapshot: () => Promise.resolve(nothing()),
    feeRates: () => Promise.resolve({ maker: rateFromFraction(0.0002), taker: rateFromFraction(0.00055) }),
    setLeverage: refused,
    setPositionMode: refused,
  };
}
