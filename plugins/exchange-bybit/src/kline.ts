import { type Bar, BotrcError, type Instrument, type Interval, intervalMs, type Ms } from '@botrc/sdk';
import { confirmedBar } from './bar.ts';
import { INTERVAL_CODES } from './topics.ts';
import { asArray, asInteger, asRecord, asText, asTime, malformed, type TopicMessage } from './wire.ts';

/** Where candles go. */
export interface Candles {
  /** A confirmed bar; it may repeat and may leave a hole before it. */
  confirmed(bar: Bar): void;
  /** A candle is open: all before it are closed. */
  opened(instrument: Instrument, interval: Interval, openMs: Ms): void;
}

/**
 * A kline message. At a close the linear stream sends one message with two items, the old candle with
 * `confirm: true` and the new one, 0.1 to 1 s after the boundary; `end` is the last millisecond inside.
 *
 *   {"topic":"kline.5.BTCUSDT","type":"snapshot","ts":1672324988882,"data":[{"start":1672324800000,"end":1672325099999,
 *   "interval":"5","open":"16649.5","close":"16677","high":"16677","low":"16608","volume":"2.081",
 *   "turnover":"34666.4005","confirm":false,"timestamp":1672324988882}]}
 *
 * https://bybit-exchange.github.io/docs/v5/websocket/public/kline
 *
 * Items are judged one by one: `refused` is told of each that is no candle.
 */
export function readKline(
  message: TopicMessage,
  instrument: Instrument,
  interval: Interval,
  candles: Candles,
  refused: (error: unknown) => void,
): void {
  const step = intervalMs(interval);
  for (const value of asArray(message.data, 'data', 100)) {
    try {
      const item = asRecord(value, 'data');
      const openMs = asTime(item.start, 'start');
      if (item.interval !== INTERVAL_CODES[interval])
        throw malformed('interval', 'is not that of its topic', item.interval);
      if (asInteger(item.end, 'end') !== openMs + step - 1)
        throw malformed('end', 'does not fit start', item.end);
      if (item.confirm === true) {
        const candle = {
          openMs,
          open: asText(item.open, 'open'),
          high: asText(item.high, 'high'),
          low: asText(item.low, 'low'),
          close: asText(item.close, 'close'),
          volume: asText(item.volume, 'volume'),
        };
        candles.confirmed(confirmedBar(candle, instrument, interval, message.timeMs));
      } else if (item.confirm === false) {
        if (openMs % step !== 0 || openMs > message.timeMs)
          throw new BotrcError(
            'BOTRC_BAR_INVALID',
            `${instrument.id} ${interval}: an open candle is not of now`,
            {
              found: `open ${openMs} at ${message.timeMs}`,
            },
          );
        candles.opened(instrument, interval, openMs);
      } else throw malformed('confirm', 'is neither true nor false', item.confirm);
    } catch (error) {
      refused(error);
    }
  }
}
