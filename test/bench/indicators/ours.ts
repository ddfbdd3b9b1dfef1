import * as lib from '../../../src/indicators/index.ts';
import type { BarLike } from './hand.ts';

const PERIOD = 20;

function over<S>(
  make: () => S,
  push: (state: S, bar: BarLike, i: number) => number | undefined,
): (list: readonly BarLike[]) => number {
  return (list) => {
    const state = make();
    let total = 0;
    for (let i = 0; i < list.length; i++) total += push(state, list[i]!, i) ?? 0;
    return total;
  };
}

/** The same work as in hand.ts, through the indicators; each returns the sum of its answers. */
export const OURS: Readonly<Record<string, (list: readonly BarLike[]) => number>> = {
  sma: over(
    () => lib.createSma(PERIOD),
    (s, b) => lib.pushSma(s, b.close),
  ),
  ema: over(
    () => lib.createEma(PERIOD),
    (s, b) => lib.pushEma(s, b.close),
  ),
  wma: over(
    () => lib.createWma(PERIOD),
    (s, b) => lib.pushWma(s, b.close),
  ),
  rma: over(
    () => lib.createRma(PERIOD),
    (s, b) => lib.pushRma(s, b.close),
  ),
  rsi: over(
    () => lib.createRsi(PERIOD),
    (s, b) => lib.pushRsi(s, b.close),
  ),
  atr: over(
    () => lib.createAtr(PERIOD),
    (s, b) => lib.pushAtr(s, b),
  ),
  macd: over(
    () => lib.createMacd(),
    (s, b) => lib.pushMacd(s, b.close)?.histogram,
  ),
  bollinger: over(
    () => lib.createBollinger(PERIOD),
    (s, b) => lib.pushBollinger(s, b.close)?.upper,
  ),
  keltner: over(
    () => lib.createKeltner(PERIOD),
    (s, b) => lib.pushKeltner(s, b)?.upper,
  ),
  donchian: over(
    () => lib.createDonchian(PERIOD),
    (s, b) => {
      const channel = lib.pushDonchian(s, b);
      return channel && channel.upper - channel.lower;
    },
  ),
  vwap: over(
    () => lib.createVwap(PERIOD),
    (s, b) => lib.pushVwap(s, lib.typicalPrice(b), b.volume)?.upper,
  ),
  sessionVwap: over(
    () => lib.createSessionVwap(),
    (s, b) => lib.pushSessionVwap(s, lib.typicalPrice(b), b.volume)?.upper,
  ),
  adx: over(
    () => lib.createAdx(PERIOD),
    (s, b) => lib.pushAdx(s, b)?.adx,
  ),
  stochastic: over(
    () => lib.createStochastic(PERIOD),
    (s, b) => lib.pushStochastic(s, b)?.d,
  ),
  cci: over(
    () => lib.createCci(PERIOD),
    (s, b) => lib.pushCci(s, b),
  ),
  mfi: over(
    () => lib.createMfi(PERIOD),
    (s, b) => lib.pushMfi(s, b),
  ),
  obv: over(
    () => lib.createObv(),
    (s, b) => lib.pushObv(s, b.close, b.volume),
  ),
  supertrend: over(
    () => lib.createSupertrend(PERIOD),
    (s, b) => lib.pushSupertrend(s, b)?.line,
  ),
  realizedVolatility: over(
    () => lib.createRealizedVolatility(PERIOD),
    (s, b) => lib.pushRealizedVolatility(s, b.close),
  ),
  zScore: over(
    () => lib.createZScore(PERIOD),
    (s, b) => lib.pushZScore(s, b.close),
  ),
  percentile: over(
    () => lib.createPercentile(PERIOD),
    (s, b) => lib.pushPercentile(s, b.close),
  ),
  tradeImbalance: over(
    () => ({ flow: lib.createTradeImbalance(PERIOD), last: Number.NaN }),
    (s, b, i) => {
      const side = b.close > s.last ? 'buy' : 'sell';
      s.last = b.close;
      return i === 0 ? undefined : lib.pushTradeImbalance(s.flow, { side, quantity: b.volume });
    },
  ),
};
