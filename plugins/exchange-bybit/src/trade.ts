import { type Instrument, parseScaled, type Trade } from '@botrc/sdk';
import { asArray, asRecord, asText, asTime, malformed, type TopicMessage } from './wire.ts';

/** The venue sends up to 1024 trades in a message. */
const MOST_TRADES = 1024;

/**
 * A publicTrade message: `S` is the taker's side. Block trades (`BT`) are left out: they are agreed beside the
 * book, so a simulated order must not fill on them.
 *
 *   {"topic":"publicTrade.BTCUSDT","type":"snapshot","ts":1709891679005,"data":[{"T":1709891679000,"s":"BTCUSDT",
 *   "S":"Buy","v":"0.010","p":"27451.00","i":"9dc75fca-4bdd-4773-9f78-6f5d7ab2a110","BT":false}]}
 *
 * https://bybit-exchange.github.io/docs/v5/websocket/public/trade
 *
 * Items are judged one by one: `refused` is told of each that is no trade.
 */
export function readTrades(
  message: TopicMessage,
  instrument: Instrument,
  sink: (trade: Trade) => void,
  refused: (error: unknown) => void,
): void {
  for (const value of asArray(message.data, 'data', MOST_TRADES)) {
    try {
      const item = asRecord(value, 'data');
      if (asText(item.s, 's') !== instrument.id)
        throw malformed('s', 'is not the symbol of its topic', item.s);
      if (item.S !== 'Buy' && item.S !== 'Sell') throw malformed('S', 'is neither Buy nor Sell', item.S);
      const price = parseScaled(asText(item.p, 'p'), instrument.priceScale);
      const quantity = parseScaled(asText(item.v, 'v'), instrument.quantityScale);
      if (price <= 0) throw malformed('p', 'is not positive', item.p);
      if (quantity <= 0) throw malformed('v', 'is not positive', item.v);
      if (item.BT === true) continue;
      sink({
        type: 'trade',
        instrument: instrument.id,
        time: asTime(item.T, 'T'),
        id: asText(item.i, 'i'),
        side: item.S === 'Buy' ? 'buy' : 'sell',
        price,
        quantity,
      });
    } catch (error) {
      refused(error);
    }
  }
}
