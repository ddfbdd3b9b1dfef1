import {
  type BookUpdate,
  type Instrument,
  type MarketEvent,
  type Ms,
  parseScaled,
  rateFromFraction,
  type Ticker,
} from '@botrc/sdk';
import type { Market } from '../market/market.ts';
import type { WireTrade } from '../market/trade-stream.ts';

interface BookMessage {
  readonly type: 'snapshot' | 'delta';
  readonly ts: Ms;
  readonly data: { readonly b: string[][]; readonly a: string[][]; readonly u: number };
}

/** What the matching engine is told of a market when an account begins to trade in it. */
export function opening(market: Market, instrument: Instrument, nowMs: Ms): MarketEvent[] {
  const book = market.book.opening(market.book.depth, nowMs) as BookMessage;
  return [bookUpdate(book, instrument), ticker(market, instrument, nowMs)];
}

/** A message of the venue's own public streams as the matching engine takes it; nothing for other topics. */
export function engineEvents(
  topic: string,
  message: object,
  market: Market,
  instrument: Instrument,
): MarketEvent[] {
  if (topic === `orderbook.${market.book.depth}.${market.symbol}`)
    return [bookUpdate(message as BookMessage, instrument)];
  if (topic.startsWith('publicTrade.'))
    return (message as { data: WireTrade[] }).data.map((trade) => ({
      type: 'trade',
      instrument: instrument.id,
      time: trade.T,
      id: trade.i,
      side: trade.S === 'Buy' ? 'buy' : 'sell',
      price: parseScaled(trade.p, instrument.priceScale),
      quantity: parseScaled(trade.v, instrument.quantityScale),
    }));
  return topic.startsWith('tickers.') ? [ticker(market, instrument, (message as { ts: Ms }).ts)] : [];
}

/** Topics that `engineEvents` reads. */
export function isForEngine(topic: string): boolean {
  return /^(orderbook|publicTrade|tickers)\./.test(topic);
}

function bookUpdate({ type, ts, data }: BookMessage, instrument: Instrument): BookUpdate {
  const pairs = (levels: string[][]): number[] =>
    levels.flatMap(([price = '', size = '']) => [
      parseScaled(price, instrument.priceScale),
      parseScaled(size, instrument.quantityScale),
    ]);
  return {
    type: 'book',
    instrument: instrument.id,
    time: ts,
    kind: type,
    update: data.u,
    bids: pairs(data.b),
    asks: pairs(data.a),
  };
}

function ticker(market: Market, instrument: Instrument, time: Ms): Ticker {
  const { lastPrice = '', markPrice = '', fundingRate = '', nextFundingTime = '' } = market.ticker.fields;
  return {
    type: 'ticker',
    instrument: instrument.id,
    time,
    ...(lastPrice !== '' && { last: parseScaled(lastPrice, instrument.priceScale) }),
    ...(markPrice !== '' && { mark: parseScaled(markPrice, instrument.priceScale) }),
    ...(fundingRate !== '' && { fundingRate: rateFromFraction(Number(fundingRate)) }),
    ...(Number(nextFundingTime) > 0 && { nextFundingMs: Number(nextFundingTime) }),
  };
}
