import type { HistoryRequest, InstrumentId, Subscription } from '@botrc/sdk';
import { BotrcError, INTERVALS } from '@botrc/sdk';
import { BOOK_DEPTH } from '@botrc/sim';

/** @throws BOTRC_INSTRUMENT_UNKNOWN for what the market does not list. */
export function demandListed(instrument: InstrumentId, listed: readonly InstrumentId[]): void {
  if (listed.includes(instrument)) return;
  throw new BotrcError('BOTRC_INSTRUMENT_UNKNOWN', 'the demo market does not list this instrument', {
    found: instrument,
    where: 'exchange demo',
    mend: `Use one of ${listed.join(', ')}.`,
  });
}

/** @throws BOTRC_INTERVAL_UNKNOWN */
export function demandInterval(interval: string): void {
  if (INTERVALS.some((known) => known === interval)) return;
  throw new BotrcError('BOTRC_INTERVAL_UNKNOWN', 'the demo market has no bars of this interval', {
    found: interval,
    where: 'exchange demo',
    mend: `Use one of ${INTERVALS.join(', ')}.`,
  });
}

/** @throws as above; BOTRC_BOOK_DEPTH for any book depth but its only one. */
export function demandStream(sub: Subscription, listed: readonly InstrumentId[]): void {
  demandListed(sub.instrument, listed);
  if (sub.stream === 'bar') demandInterval(sub.interval);
  if (sub.stream !== 'book' || sub.depth === BOOK_DEPTH) return;
  throw new BotrcError('BOTRC_BOOK_DEPTH', 'the demo market has no book of this depth', {
    found: String(sub.depth),
    where: 'exchange demo',
    mend: `Use depth ${BOOK_DEPTH}.`,
  });
}

/** @throws as above; BOTRC_HISTORY_LIMIT where the limit is not a whole number from 1 to 1000. */
export function demandHistory(request: HistoryRequest, listed: readonly InstrumentId[]): void {
  demandListed(request.instrument, listed);
  demandInterval(request.interval);
  if (Number.isInteger(request.limit) && request.limit >= 1 && request.limit <= 1000) return;
  throw new BotrcError('BOTRC_HISTORY_LIMIT', 'history comes in 1 to 1000 bars', {
    found: String(request.limit),
    where: 'exchange demo',
    mend: 'Ask for fewer bars at a time.',
  });
}
