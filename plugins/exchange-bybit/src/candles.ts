import { type Bar, type Instrument, type Interval, intervalMs, type Ms } from '@botrc/sdk';
import { confirmedBar } from './bar.ts';
import type { Rest } from './rest.ts';
import { INTERVAL_CODES } from './topics.ts';
import { asArray, asText, malformed } from './wire.ts';

/** Most candles in one answer. */
const PAGE = 1000;
/** A candle is settled so long after its boundary: trades are still booked into it for up to a second. */
export const SETTLE_MS = 1000;

export interface CandleRequest {
  readonly instrument: Instrument;
  readonly interval: Interval;
  /** 1..1000 */
  readonly limit: number;
  /** Bars that close at or before it; default: the venue's now. */
  readonly toMs?: Ms;
}

export interface CandleAnswer {
  /** Oldest first. */
  readonly bars: readonly Bar[];
  /** Where a bar closed just now and was left out: how long until it is settled; else 0. */
  readonly settlesInMs: Ms;
}

/**
 * Settled bars, oldest first, the newest `limit` of them; what is no valid candle goes to `refused`.
 * The venue answers newest first, the open candle included (default 200, at most 1000).
 *
 *   {"category":"linear","symbol":"BTCUSDT","list":[["1709891679000","27450","27460","27440","27455","123.45","3390000"]]}
 *
 * that is start, open, high, low, close, volume, turnover.
 * https://bybit-exchange.github.io/docs/v5/market/kline
 * @throws as `Rest.get`; BOTRC_WIRE_FORMAT
 */
export async function fetchCandles(
  rest: Rest,
  request: CandleRequest,
  refused: (error: unknown) => void,
): Promise<CandleAnswer> {
  const { instrument, interval, limit } = request;
  const step = intervalMs(interval);
  const bars: Bar[] = [];
  let settlesInMs = 0;
  let newestOpen = request.toMs === undefined ? undefined : request.toMs - step;
  // Two pages suffice: the first can lose two candles, the open one and one that closed a moment ago.
  for (let page = 0; page < 2 && bars.length < limit; page++) {
    const size = Math.min(PAGE, limit - bars.length + 2);
    const { result, timeMs } = await rest.get('kline', {
      category: 'linear',
      symbol: instrument.id,
      interval: INTERVAL_CODES[interval],
      limit: size,
      ...(newestOpen !== undefined && { end: newestOpen }),
    });
    const rows = asArray(result.list, 'list', PAGE);
    for (const row of rows) {
      try {
        const candle = readRow(row);
        if (newestOpen !== undefined && candle.openMs > newestOpen)
          throw malformed('list', 'is not newest first', row);
        newestOpen = candle.openMs - step;
        const ageMs = timeMs - (candle.openMs + step);
        if (ageMs >= 0 && ageMs < SETTLE_MS) settlesInMs = SETTLE_MS - ageMs;
        if (ageMs < SETTLE_MS || bars.length === limit) continue;
        bars.push(confirmedBar(candle, instrument, interval, timeMs));
      } catch (error) {
        refused(error);
      }
    }
    if (rows.length < size) break;
  }
  return { bars: bars.reverse(), settlesInMs };
}

/** `["1709891679000","27450","27460","27440","27455","123.45","3390000"]` */
function readRow(row: unknown): Parameters<typeof confirmedBar>[0] {
  const [start, open, high, low, close, volume] = asArray(row, 'list', 16).map((cell) =>
    asText(cell, 'list'),
  );
  const openMs = Number(start);
  if (volume === undefined || !/^\d{1,15}$/.test(start ?? ''))
    throw malformed('list', 'holds no candle', start);
  return { openMs, open: open ?? '', high: high ?? '', low: low ?? '', close: close ?? '', volume };
}
