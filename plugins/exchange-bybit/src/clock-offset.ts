import type { Clock, Ms } from '@botrc/sdk';
import type { Rest } from './rest.ts';

export interface ClockOffset {
  /** The venue's clock minus ours, to within half a round trip. */
  readonly offsetMs: Ms;
  readonly roundTripMs: Ms;
}

/**
 * Asks the venue for its time.
 * Every answer has it: {"retCode":0,"retMsg":"OK","result":{…},"time":1688639403423}
 * https://bybit-exchange.github.io/docs/v5/market/time
 * @throws as `Rest.get`
 */
export async function measureClockOffset(rest: Rest, clock: Clock): Promise<ClockOffset> {
  const sentMs = clock.now();
  const { timeMs } = await rest.get('time', {});
  const receivedMs = clock.now();
  return { offsetMs: Math.round(timeMs - (sentMs + receivedMs) / 2), roundTripMs: receivedMs - sentMs };
}
