import { BotrcError } from '../errors.ts';
import type { AccountSide, Outcome } from './exchange.ts';

/**
 * The account side of an exchange that has none, for `reason`, a sentence: requests are rejected, questions are answered
 * with an error, both as BOTRC_NOT_SUPPORTED. @param venue the plugin's name, for the operator.
 */
export function noAccount(venue: string, reason: string): Omit<AccountSide, 'feeRates'> {
  const code = 'BOTRC_NOT_SUPPORTED';
  const rejected = (): Promise<Outcome> => Promise.resolve({ kind: 'rejected', code, reason });
  const unanswerable = (): Promise<never> =>
    Promise.reject(
      new BotrcError(code, reason, {
        where: `exchange ${venue}`,
        mend: 'Set mode: paper in the profile.',
      }),
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
