import { type Ms, nextFloat, seedRandom } from '@botrc/sdk';
import { flatCandle, MINUTE_MS } from '../market/candle.ts';
import { CandleStore } from '../market/candle-store.ts';
import { type Definition, precisionOf, toTick } from '../market/definition.ts';
import { FundingSchedule } from '../market/funding.ts';
import { type HistoryShape, HistoryWalk } from '../market/history-walk.ts';
import { fundingIntervalMs, Market } from '../market/market.ts';
import type { Publish } from '../market/publish.ts';
import { madeTrade } from './made-trade.ts';
import { Maker } from './maker.ts';
import { MINUTE_VOLATILITY, type PricePath, usualMinuteSize } from './path.ts';
import { MADE_DEPTH } from './requote.ts';

/** So many minutes of invented past are told as trades, for recent-trade. */
const TRADED_MINUTES = 60;

export interface FreshMarket {
  readonly definition: Definition;
  readonly candles: CandleStore;
  readonly path: PricePath;
  readonly seed: string;
  readonly nowMs: Ms;
  readonly publish: Publish;
}

/** A market that is made from the first moment, with its maker. */
export function freshMarket(fresh: FreshMarket): { readonly market: Market; readonly maker: Maker } {
  const { definition, candles, nowMs, publish } = fresh;
  const seed = `${fresh.seed}/${definition.symbol}`;
  const intervalMs = fundingIntervalMs(definition);
  const nextFundingMs = intervalMs === 0 ? 0 : (Math.floor(nowMs / intervalMs) + 1) * intervalMs;
  const funding = new FundingSchedule(seed, intervalMs, nextFundingMs, '0.0001');
  const market = new Market({ definition, candles, funding, depth: MADE_DEPTH, publish });
  rememberTrades(market, seed);
  const maker = new Maker(market, fresh.path, seed);
  maker.open(nowMs);
  return { market, maker };
}

/** What the invented past of a market is like; by default as the made future is. */
export type PastShape = Partial<Pick<HistoryShape, 'volatility' | 'minuteSize'>>;

/** Candles of a market that begins at `price` in the minute of `nowMs`. */
export function freshCandles(
  definition: Definition,
  price: number,
  nowMs: Ms,
  seed: string,
  past: PastShape = {},
): CandleStore {
  const precision = precisionOf(definition);
  const anchorPrice = toTick(price, precision);
  const anchorMs = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS;
  const shape: HistoryShape = {
    seed: `${seed}/${definition.symbol}`,
    anchorMs,
    anchorPrice,
    volatility: MINUTE_VOLATILITY,
    minuteSize: usualMinuteSize(anchorPrice, precision),
    ...past,
  };
  return new CandleStore(new HistoryWalk(shape, precision), precision, flatCandle(anchorMs, anchorPrice));
}

/** The last trades of the invented past, four a minute: open, high, low and close of its candle. */
export function rememberTrades(market: Market, seed: string): void {
  const { candles, precision, trades, symbol } = market;
  const random = seedRandom(`${seed}/trades`);
  for (let back = TRADED_MINUTES; back > 0; back--) {
    const minute = candles.at(candles.open.start - back * MINUTE_MS);
    if (minute === undefined) continue;
    const size = Math.max(1, Math.floor(minute.volume / precision.lot / 4)) * precision.lot;
    const prices = [minute.open, minute.high, minute.low, minute.close];
    const past = prices.map((price, i) => {
      const side = nextFloat(random) < 0.5 ? ('Buy' as const) : ('Sell' as const);
      const facts = { symbol, side, price, size, atMs: minute.start + i * 15_000, seq: 0 };
      return madeTrade(facts, precision, random);
    });
    trades.remember(past);
  }
}
