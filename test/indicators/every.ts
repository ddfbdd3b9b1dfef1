import {
  createAdx,
  createAtr,
  createBollinger,
  createCci,
  createDonchian,
  createEma,
  createKeltner,
  createMacd,
  createMfi,
  createObv,
  createOrderFlow,
  createPercentile,
  createRealizedVolatility,
  createRma,
  createRsi,
  createSessionVwap,
  createSma,
  createStochastic,
  createSupertrend,
  createTradeImbalance,
  createVpin,
  createVwap,
  createWma,
  createZScore,
  pushAdx,
  pushAtr,
  pushBollinger,
  pushCci,
  pushDonchian,
  pushEma,
  pushKeltner,
  pushMacd,
  pushMfi,
  pushObv,
  pushOrderFlow,
  pushPercentile,
  pushRealizedVolatility,
  pushRma,
  pushRsi,
  pushSessionVwap,
  pushSma,
  pushStochastic,
  pushSupertrend,
  pushTradeImbalance,
  pushVpin,
  pushVwap,
  pushWma,
  pushZScore,
  typicalPrice,
} from '../../src/indicators/index.ts';
import type { BookView } from '../../src/sdk/index.ts';

/** What a market says in one bar. */
export interface Sample {
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** An indicator as a way to make one and a way to push a sample into it. */
export interface Kind {
  readonly make: (period: number) => object;
  readonly push: (state: never, sample: Sample) => unknown;
}

function kind<S extends object>(
  make: (period: number) => S,
  push: (state: S, sample: Sample) => unknown,
): Kind {
  return { make, push };
}

const taker = ({ close }: Sample): 'buy' | 'sell' => (Math.floor(close) % 2 === 0 ? 'buy' : 'sell');

/** One level on each side, the volume at the bid. */
const bookOf = ({ low, close, volume }: Sample): BookView => {
  const side = (price: number, size: number): BookView['bids'] => ({
    length: 1,
    price: (level) => (level === 0 ? price : undefined),
    size: (level) => (level === 0 ? size : undefined),
  });
  return { bids: side(low, volume), asks: side(close, 3) };
};

/** Those that are pushed a single price. */
export const OF_PRICES: Readonly<Record<string, Kind>> = {
  sma: kind(createSma, (s, { close }) => pushSma(s, close)),
  ema: kind(createEma, (s, { close }) => pushEma(s, close)),
  wma: kind(createWma, (s, { close }) => pushWma(s, close)),
  rma: kind(createRma, (s, { close }) => pushRma(s, close)),
  rsi: kind(createRsi, (s, { close }) => pushRsi(s, close)),
  macd: kind(
    (n) => createMacd(n, n + 3, 2),
    (s, { close }) => pushMacd(s, close),
  ),
  bollinger: kind(createBollinger, (s, { close }) => pushBollinger(s, close)),
  zScore: kind(createZScore, (s, { close }) => pushZScore(s, close)),
  percentile: kind(createPercentile, (s, { close }) => pushPercentile(s, close)),
  realizedVolatility: kind(createRealizedVolatility, (s, { close }) => pushRealizedVolatility(s, close)),
};

/** Those that are pushed a bar. */
export const OF_BARS: Readonly<Record<string, Kind>> = {
  atr: kind(createAtr, pushAtr),
  atrEma: kind((n) => createAtr(n, 'ema'), pushAtr),
  adx: kind(createAdx, pushAdx),
  keltner: kind((n) => createKeltner(n, 2, n), pushKeltner),
  donchian: kind(createDonchian, pushDonchian),
  donchianLast: kind((n) => createDonchian(n, 'last'), pushDonchian),
  stochastic: kind(createStochastic, pushStochastic),
  cci: kind(createCci, pushCci),
  supertrend: kind(createSupertrend, pushSupertrend),
};

/** Those that weigh by volume. */
export const OF_VOLUME: Readonly<Record<string, Kind>> = {
  mfi: kind(createMfi, pushMfi),
  obv: kind(createObv, (s, { close, volume }) => pushObv(s, close, volume)),
  vwap: kind(createVwap, (s, bar) => pushVwap(s, typicalPrice(bar), bar.volume)),
  sessionVwap: kind(
    () => createSessionVwap(),
    (s, bar) => pushSessionVwap(s, typicalPrice(bar), bar.volume),
  ),
  tradeImbalance: kind(createTradeImbalance, (s, bar) =>
    pushTradeImbalance(s, { side: taker(bar), quantity: bar.volume }),
  ),
  vpin: kind(
    (n) => createVpin(5, n),
    (s, bar) => pushVpin(s, { side: taker(bar), quantity: bar.volume }),
  ),
};

export const OF_BOOKS: Readonly<Record<string, Kind>> = {
  orderFlow: kind(createOrderFlow, (s, bar) => pushOrderFlow(s, bookOf(bar))),
};

export const EVERY: Readonly<Record<string, Kind>> = { ...OF_PRICES, ...OF_BARS, ...OF_VOLUME, ...OF_BOOKS };

/** All numbers of an answer, however it is made up. */
export function numbersOf(answer: unknown): number[] {
  if (typeof answer === 'number') return [answer];
  return typeof answer === 'object' && answer !== null ? Object.values(answer).flatMap(numbersOf) : [];
}
