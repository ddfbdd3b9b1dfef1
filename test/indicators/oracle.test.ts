import { ATR, BollingerBands, EMA, RSI, SMA } from 'technicalindicators';
import { describe, expect, it } from 'vitest';
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
  createRma,
  createRsi,
  createSessionVwap,
  createSma,
  createStochastic,
  createSupertrend,
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
  pushRma,
  pushRsi,
  pushSessionVwap,
  pushSma,
  pushStochastic,
  pushSupertrend,
  pushVwap,
  pushWma,
  pushZScore,
  trueRange,
  typicalPrice,
} from '../../src/indicators/index.ts';
import { expectClose, MISSING, type Quote, readQuotes, readResult } from './oracle.ts';

type Answers = Record<string, (number | undefined)[]>;

/** Every quote through one indicator, field by field. */
function run<T>(
  quotes: Quote[],
  push: (quote: Quote) => T,
  fields: Record<string, (value: T) => unknown>,
): Answers {
  const values = quotes.map(push);
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, values.map(field) as (number | undefined)[]]),
  );
}

const one = (name: string): Record<string, (value: number | undefined) => unknown> => ({ [name]: (x) => x });

/** Recorded result → the same of ours, by the names of its fields. */
const COMPARED: readonly [file: string, run: (quotes: Quote[]) => Answers][] = [
  ['sma', (q) => run(q, by(createSma(20), pushSma), one('sma'))],
  ['ema', (q) => run(q, by(createEma(20), pushEma), one('ema'))],
  ['wma', (q) => run(q, by(createWma(14), pushWma), one('wma'))],
  ['smma', (q) => run(q, by(createRma(20), pushRma), one('smma'))],
  ['rsi', (q) => run(q, by(createRsi(14), pushRsi), one('rsi'))],
  ['tr', ranges],
  ['atr', (q) => run(q, by2(createAtr(14), pushAtr), one('atr'))],
  [
    'bb',
    (q) =>
      run(q, by(createBollinger(20, 2), pushBollinger), {
        sma: (b) => b?.middle,
        upperBand: (b) => b?.upper,
        lowerBand: (b) => b?.lower,
      }),
  ],
  [
    'stdev',
    (q) =>
      run(q, by(createBollinger(14), pushBollinger), { stdDev: (b) => b?.sigma, mean: (b) => b?.middle }),
  ],
  ['stdev', (q) => run(q, by(createZScore(14), pushZScore), one('zScore'))],
  [
    'macd',
    (q) =>
      run(q, by(createMacd(12, 26, 9), pushMacd), {
        macd: (m) => m?.macd,
        signal: (m) => m?.signal,
        histogram: (m) => m?.histogram,
      }),
  ],
  [
    'keltner',
    (q) =>
      run(q, by2(createKeltner(20, 2, 10), pushKeltner), {
        centerline: (k) => k?.middle,
        upperBand: (k) => k?.upper,
        lowerBand: (k) => k?.lower,
      }),
  ],
  [
    'donchian',
    (q) =>
      run(q, by2(createDonchian(20), pushDonchian), {
        centerline: (d) => d?.middle,
        upperBand: (d) => d?.upper,
        lowerBand: (d) => d?.lower,
      }),
  ],
  [
    'adx',
    (q) =>
      run(q, by2(createAdx(14), pushAdx), {
        pdi: (a) => a?.plus,
        mdi: (a) => a?.minus,
        dx: (a) => a?.dx,
        adx: (a) => a?.adx,
      }),
  ],
  [
    'stoch',
    (q) =>
      run(q, by2(createStochastic(14, 3, 3), pushStochastic), {
        oscillator: (s) => s?.k,
        signal: (s) => s?.d,
      }),
  ],
  ['cci', (q) => run(q, by2(createCci(20), pushCci), one('cci'))],
  ['mfi', (q) => run(q, by2(createMfi(14), pushMfi), one('mfi'))],
  ['supertrend', (q) => run(q, by2(createSupertrend(10, 3), pushSupertrend), { superTrend: (s) => s?.line })],
  ['obv', volumes],
  ['vwap', vwaps],
  ['vwma', averages],
];

function by<S, T>(state: S, push: (state: S, x: number) => T): (quote: Quote) => T {
  return ({ close }) => push(state, close);
}

function by2<S, T>(state: S, push: (state: S, quote: Quote) => T): (quote: Quote) => T {
  return (quote) => push(state, quote);
}

function ranges(quotes: Quote[]): Answers {
  const range = ({ high, low }: Quote, i: number): number | undefined => {
    const before = quotes[i - 1];
    return before && trueRange(high, low, before.close);
  };
  return { tr: quotes.map(range) };
}

function volumes(quotes: Quote[]): Answers {
  const obv = createObv();
  return { obv: quotes.map((q) => pushObv(obv, q.close, q.volume)) };
}

function vwaps(quotes: Quote[]): Answers {
  const vwap = createSessionVwap();
  return { vwap: quotes.map((q) => pushSessionVwap(vwap, typicalPrice(q), q.volume)?.middle) };
}

/** The volume-weighted moving average is a rolling VWAP of closes. */
function averages(quotes: Quote[]): Answers {
  const vwap = createVwap(14);
  return { vwma: quotes.map((q) => pushVwap(vwap, q.close, q.volume)?.middle) };
}

describe.skipIf(MISSING !== undefined)(
  `indicators against Stock.Indicators${MISSING ? ` (${MISSING})` : ''}`,
  () => {
    const quotes = MISSING ? [] : readQuotes('default');

    it('has the 502 bars', () => expect(quotes).toHaveLength(502));

    it.each(COMPARED)('%s', (file, answer) => {
      for (const [field, values] of Object.entries(answer(quotes)))
        expectClose(values, readResult(file, field));
    });
  },
);

describe('indicators against the technicalindicators package', () => {
  const quotes = Array.from({ length: 300 }, (_, i) => {
    const close = 100 + 10 * Math.sin(i / 9) + 3 * Math.sin(i * 1.7);
    return { high: close + 1 + (i % 3), low: close - 1 - (i % 2), close };
  });
  const values = quotes.map((q) => q.close);
  /** The package leaves out what it has no answer for yet; we answer undefined. */
  const answers = (all: (number | undefined)[]): number[] => all.filter((x) => x !== undefined);

  it('SMA', () => {
    const sma = createSma(12);
    expectClose(answers(values.map((x) => pushSma(sma, x))), SMA.calculate({ period: 12, values }));
  });

  it('EMA', () => {
    const ema = createEma(12);
    expectClose(answers(values.map((x) => pushEma(ema, x))), EMA.calculate({ period: 12, values }));
  });

  it('ATR', () => {
    const atr = createAtr(12);
    const [high, low] = [quotes.map((q) => q.high), quotes.map((q) => q.low)];
    expectClose(
      answers(quotes.map((q) => pushAtr(atr, q))),
      ATR.calculate({ period: 12, high, low, close: values }),
    );
  });

  it('RSI, which the package rounds to two decimals', () => {
    const rsi = createRsi(12);
    const ours = answers(values.map((x) => pushRsi(rsi, x)));
    const theirs = RSI.calculate({ period: 12, values });
    expect(ours.map((x) => Number(x.toFixed(2)))).toEqual(theirs);
  });

  it('Bollinger', () => {
    const bollinger = createBollinger(12, 2);
    const upper = answers(values.map((x) => pushBollinger(bollinger, x)?.upper));
    expectClose(
      upper,
      BollingerBands.calculate({ period: 12, stdDev: 2, values }).map((b) => b.upper),
    );
  });
});
