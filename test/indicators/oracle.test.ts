import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ATR, BollingerBands, EMA, RSI, SMA } from 'technicalindicators';
import { describe, expect, it } from 'vitest';
import {
  createAtr,
  createBollinger,
  createEma,
  createRma,
  createRsi,
  createSma,
  pushAtr,
  pushBollinger,
  pushEma,
  pushRma,
  pushRsi,
  pushSma,
} from '../../src/indicators/index.ts';

const ARCHIVE = fileURLToPath(
  new URL('../../../shared/data/indicator_oracle_stock_indicators.tar.gz', import.meta.url),
);
const MISSING = existsSync(ARCHIVE)
  ? undefined
  : 'the recorded results of Stock.Indicators are not on this machine';

interface Quote {
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

const read = (name: string): string => execFileSync('tar', ['xzOf', ARCHIVE, name], { encoding: 'utf8' });

const readQuotes = (): Quote[] =>
  read('quotes/default.csv')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [, , high, low, close] = line.split(',').map(Number) as [number, number, number, number, number];
      return { high, low, close };
    });

/** One field of a recorded result, with null as undefined. */
const readResult = (name: string, field: string): (number | undefined)[] =>
  (JSON.parse(read(`results/${name}.standard.json`)) as Record<string, number | null>[]).map(
    (row) => row[field] ?? undefined,
  );

function expectClose(actual: (number | undefined)[], expected: (number | undefined)[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [i, want] of expected.entries()) {
    const got = actual[i];
    if (want === undefined || got === undefined) expect([i, got]).toEqual([i, want]);
    else
      expect(Math.abs(got - want) / Math.abs(want), `sample ${i}: ${got}, expected ${want}`).toBeLessThan(
        1e-9,
      );
  }
}

describe.skipIf(MISSING !== undefined)(
  `indicators against Stock.Indicators${MISSING ? ` (${MISSING})` : ''}`,
  () => {
    const quotes = MISSING ? [] : readQuotes();

    it('has the 502 bars', () => expect(quotes).toHaveLength(502));

    it('SMA 20', () => {
      const sma = createSma(20);
      expectClose(
        quotes.map((q) => pushSma(sma, q.close)),
        readResult('sma', 'sma'),
      );
    });

    it('EMA 20', () => {
      const ema = createEma(20);
      expectClose(
        quotes.map((q) => pushEma(ema, q.close)),
        readResult('ema', 'ema'),
      );
    });

    it('RMA 20 (SMMA)', () => {
      const rma = createRma(20);
      expectClose(
        quotes.map((q) => pushRma(rma, q.close)),
        readResult('smma', 'smma'),
      );
    });

    it('ATR 14, Wilder', () => {
      const atr = createAtr(14);
      expectClose(
        quotes.map((q) => pushAtr(atr, q)),
        readResult('atr', 'atr'),
      );
    });

    it('RSI 14', () => {
      const rsi = createRsi(14);
      expectClose(
        quotes.map((q) => pushRsi(rsi, q.close)),
        readResult('rsi', 'rsi'),
      );
    });

    it('Bollinger 20, 2', () => {
      const bollinger = createBollinger(20, 2);
      const bands = quotes.map((q) => pushBollinger(bollinger, q.close));
      expectClose(
        bands.map((b) => b?.middle),
        readResult('bb', 'sma'),
      );
      expectClose(
        bands.map((b) => b?.upper),
        readResult('bb', 'upperBand'),
      );
      expectClose(
        bands.map((b) => b?.lower),
        readResult('bb', 'lowerBand'),
      );
    });
  },
);

describe('indicators against the technicalindicators package', () => {
  const quotes = Array.from({ length: 300 }, (_, i): Quote => {
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
