import { type AccountSide, BotrcError, type Outcome } from '@botrc/sdk';

const CODE = 'BOTRC_NOT_SUPPORTED';
/** Why there is no account here, as a sentence. */
export const NO_ACCOUNT =
  'There is no API key in exchange.options: market data without an account. Trade in paper mode.';

/** The account side of an exchange that has none: requests are rejected, questions are answered with an error. */
export function noAccount(): Omit<AccountSide, 'feeRates'> {
  const rejected = (): Promise<Outcome> =>
    Promise.resolve({ kind: 'rejected', code: CODE, reason: NO_ACCOUNT });
  const unanswerable = (): Promise<never> =>
    Promise.reject(
      new BotrcError(CODE, NO_ACCOUNT, { where: 'exchange bybit', mend: 'Set mode: paper in the profile.' }),
    );
  return {
    submit: rejected,
    cancel: rejected,
    amend: rejected,
    setLeverage: rejected,
    setPositionMode: rejected,
    findOrder: unanswerable,
    executionsSince: unanswerable,
    snapshot: unanswerable,
  };
}
