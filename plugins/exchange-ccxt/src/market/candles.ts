import { type Bar, BotrcError, type Interval, intervalMs, type Ms } from '@botrc/sdk';
import type { CcxtCandle, CcxtClient } from '../client.ts';
import type { Deadline } from '../deadline.ts';
import { isTold } from '../exact.ts';
import { type Listed, nearPrice, volumeOf } from '../units.ts';

const PAGE = 1000;
const MOST_PAGES = 30;
/** A candle may still be corrected so long after its close. */
const SETTLE_MS: Ms = 1_000;

export interface CandleRequest {
  readonly listed: Listed;
  readonly interval: Interval;
  /** Open time of the first candle wanted. */
  readonly fromMs: Ms;
  /** Candles that close later are not wanted. */
  readonly toMs: Ms;
}

/**
 * Confirmed bars, oldest first: those with a later candle after them, or that closed a second ago by the venue's clock.
 * @throws BOTRC_EXCHANGE_…, BOTRC_NUMBER_…
 */
export async function confirmedBars(
  client: CcxtClient,
  deadline: Deadline,
  { listed, interval, fromMs, toMs }: CandleRequest,
  venueNowMs: Ms,
): Promise<Bar[]> {
  const span = intervalMs(interval);
  const found = new Map<Ms, CcxtCandle>();
  let newest = 0;
  for (let page = 0, cursor = fromMs; page < MOST_PAGES; page++) {
    const expected = Math.ceil((Math.min(toMs, venueNowMs) - cursor) / span);
    const wanted = Math.max(2, Math.min(PAGE, expected + 2));
    const candles = await deadline.ask('candles', () =>
      client.fetchOHLCV(listed.symbol, interval, cursor, wanted),
    );
    const before = newest;
    for (const candle of candles) {
      found.set(candle[0], candle);
      newest = Math.max(newest, candle[0]);
    }
    if (newest === before || newest + span > Math.min(toMs, venueNowMs)) break;
    cursor = newest;
  }
  const confirmed = [...found.values()].filter(
    ([openMs]) =>
      openMs >= fromMs &&
      openMs + span <= toMs &&
      (openMs < newest || openMs + span + SETTLE_MS <= venueNowMs),
  );
  return confirmed.sort((a, b) => a[0] - b[0]).map((candle) => readCandle(candle, listed, interval));
}

/** @throws BOTRC_EXCHANGE_ANSWER, BOTRC_NUMBER_… */
function readCandle(candle: CcxtCandle, listed: Listed, interval: Interval): Bar {
  const [openMs, open, high, low, close, volume] = candle;
  const bar: Bar = {
    type: 'bar',
    instrument: listed.instrument.id,
    interval,
    openMs,
    time: openMs + intervalMs(interval),
    open: nearPrice(listed, open),
    high: nearPrice(listed, high),
    low: nearPrice(listed, low),
    close: nearPrice(listed, close),
    volume: isTold(volume) ? volumeOf(listed, volume) : 0,
  };
  const [least, most] = [Math.min(bar.open, bar.close), Math.max(bar.open, bar.close)];
  if (bar.low > least || bar.high < most || bar.low <= 0 || bar.volume < 0 || openMs % intervalMs(interval))
    throw new BotrcError('BOTRC_BAR_INVALID', 'a candle contradicts itself', { found: String(openMs) });
  return bar;
}
