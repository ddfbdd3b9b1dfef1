import * as ti from 'technicalindicators';
import type { BarLike } from './hand.ts';

const period = 20;
const values: number[] = [];
const ohlc = { high: [] as number[], low: [] as number[], close: [] as number[] };

/** Its answers are arrays, records, numbers or nothing; only that they are made is of interest. */
interface Streaming {
  nextValue(input: unknown): unknown;
}

function over(make: () => unknown, input: (bar: BarLike) => unknown): (list: readonly BarLike[]) => number {
  return (list) => {
    const indicator = make() as Streaming;
    let answers = 0;
    for (const bar of list) if (indicator.nextValue(input(bar)) !== undefined) answers++;
    return answers;
  };
}

const close = (bar: BarLike): number => bar.close;
const bar = (b: BarLike): BarLike => b;

/** `technicalindicators`, one `nextValue` a bar; what it has of ours. */
export const PACKAGE: Readonly<Record<string, (list: readonly BarLike[]) => number>> = {
  sma: over(() => new ti.SMA({ period, values }), close),
  ema: over(() => new ti.EMA({ period, values }), close),
  wma: over(() => new ti.WMA({ period, values }), close),
  rma: over(() => new ti.WEMA({ period, values }), close),
  rsi: over(() => new ti.RSI({ period, values }), close),
  atr: over(() => new ti.ATR({ period, ...ohlc }), bar),
  macd: over(
    () =>
      new ti.MACD({
        values,
        fastPeriod: 12,
        slowPeriod: 26,
        signalPeriod: 9,
        SimpleMAOscillator: false,
        SimpleMASignal: false,
      }),
    close,
  ),
  bollinger: over(() => new ti.BollingerBands({ period, stdDev: 2, values }), close),
  adx: over(() => new ti.ADX({ period, ...ohlc }), bar),
  stochastic: over(() => new ti.Stochastic({ period, signalPeriod: 3, ...ohlc }), bar),
  cci: over(() => new ti.CCI({ period, ...ohlc }), bar),
  mfi: over(() => new ti.MFI({ period, volume: [], ...ohlc }), bar),
  obv: over(() => new ti.OBV({ close: [], volume: [] }), bar),
};
