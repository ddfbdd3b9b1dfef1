import type { CoreConfig } from '../core/config.ts';
import type { HistoryEvent } from '../core/event.ts';
import { plainError, plainText } from '../sdk/index.ts';
import type { Session } from './session.ts';
import { backoffMs, pause } from './supervise/backoff.ts';
import { fetchWarmUp, streamsOf } from './warm-up.ts';

/**
 * Brings the core's markets up to date where it has missed some of them: the newest bars, and books from their
 * snapshots. Market data is to be held back meanwhile.
 */
export async function refreshMarkets(session: Session): Promise<void> {
  const { parts, config, room } = session;
  if (!config) return;
  for (const event of await warmUp(session, config)) room.push(event);
  const books = streamsOf(config, parts.exchange.capabilities()).filter((s) => s.stream === 'book');
  await parts.exchange.unsubscribe(books);
  room.expectSnapshots();
  await parts.exchange.subscribe(books);
}

/**
 * The room had to drop market data and has emptied again: entries are halted by the gap it told of, until what
 * was missed is here.
 */
export async function refreshAfterOverflow(session: Session): Promise<void> {
  const { parts, room } = session;
  session.alert({
    level: 'warning',
    title: 'market data was dropped',
    text: 'The core could not keep up. Entries wait for fresh books; orders, fills and stops are not concerned.',
    dedupeKey: 'overflow',
  });
  room.holdMarket();
  try {
    await refreshMarkets(session);
  } catch (error) {
    if (session.ending.signal.aborted) return;
    parts.log.error(`fresh market data could not be asked for: ${plainError(error).message}`);
    // The next snapshot of whatever cause ends the gap.
    room.expectSnapshots();
  } finally {
    room.releaseMarket();
  }
}

/** Asks again while the venue does not answer: the facts are in good hands meanwhile. */
async function warmUp(session: Session, config: CoreConfig): Promise<HistoryEvent[]> {
  const { exchange, clock, wall, log } = session.parts;
  for (let attempt = 0; ; attempt++) {
    try {
      return await fetchWarmUp(config, exchange, clock.now());
    } catch (error) {
      const { code, message } = plainError(error);
      if (code !== 'BOTRC_EXCHANGE_UNREACHABLE' || session.ending.signal.aborted) throw error;
      log.warn(`the strategies wait for their warm-up: ${plainText(message)}`, {
        code,
        attempt: attempt + 1,
      });
      await pause(wall, backoffMs(attempt), session.ending.signal);
    }
  }
}
