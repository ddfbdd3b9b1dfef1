import { CASH_SCALE, type Cash, formatTrim } from '../../sdk/index.ts';

/**
 * A rule's limit as text, with two decimals at least. It is the same from one order to the next, so that the newest one
 * is kept: making it takes longer than judging by it.
 */
export function createLimitText(): (limit: Cash) => string {
  let known: Cash | undefined;
  let text = '';
  return (limit) => {
    if (limit !== known) {
      text = formatTrim(limit, CASH_SCALE, 2);
      known = limit;
    }
    return text;
  };
}
