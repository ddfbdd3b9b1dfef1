import { describe, expect, it } from 'vitest';
import { rateFromFraction } from '../../../src/sdk/index.ts';
import { CoreBench, cash, LONG } from '../harness.ts';
import { answer, enter, SHORT, withRisk, word } from './rig.ts';

type Levels = readonly (readonly [number, number])[];

function withBook(bids: Levels, asks: Levels, over: object = {}): CoreBench {
  const liquidity = {
    withinBps: 10,
    depth: cash('30000'),
    cover: rateFromFraction(1.5),
    unknown: 'deny',
    ...over,
  } as const;
  const bench = new CoreBench(withRisk({ liquidity }));
  if (bids.length > 0) {
    bench.send({
      type: 'book',
      instrument: 'BTCUSDT',
      time: bench.now,
      kind: 'snapshot',
      update: 1,
      bids: bids.flat(),
      asks: asks.flat(),
    });
  }
  return bench;
}

describe('liquidity (R-11)', () => {
  it.each([
    ['below the least depth', [[300_000, 999]], 'liquidity'],
    ['at it', [[300_000, 1000]], 333],
    [
      'with levels within 10 bps',
      [
        [300_000, 500],
        [300_300, 500],
      ],
      333,
    ],
    [
      'with the rest beyond 10 bps',
      [
        [300_000, 500],
        [300_301, 500],
      ],
      'liquidity',
    ],
  ] as const)('a buy looks at the asks: %s', (_case, asks, expected) => {
    const order = answer(withBook([[299_999, 1]], asks), 's1', LONG);
    expect(typeof order === 'string' ? order : order.quantity).toBe(expected);
  });

  it('a sale looks at the bids', () => {
    const deep: Levels = [[299_999, 2000]];
    const thin: Levels = [[300_000, 1]];
    expect(answer(withBook(deep, thin), 's1', SHORT)).toMatchObject({ side: 'sell' });
    expect(
      answer(
        withBook(
          thin.map(([p, q]) => [p - 1, q]),
          [[300_000, 9000]],
        ),
        's1',
        SHORT,
      ),
    ).toBe('liquidity');
  });

  it.each([
    [499, 'liquidity'],
    [500, 333],
  ])('wants a multiple of the order: 1.5 x 333 units of %i', (size, expected) => {
    const bench = withBook([[299_999, 1]], [[300_000, size]], { depth: 0n });
    const order = answer(bench, 's1', LONG);
    expect(typeof order === 'string' ? order : order.quantity).toBe(expected);
  });

  it.each([
    ['deny', 'liquidity'],
    ['allow', 333],
  ])('without a book: %s', (unknown, expected) => {
    const bench = withBook([], [], { unknown });
    const order = answer(bench, 's1', LONG);
    expect(typeof order === 'string' ? order : order.quantity).toBe(expected);
    expect(word(bench, 'liquidity')?.used).toBe('unknown');
  });

  it('never holds an exit back', () => {
    const bench = withBook([[299_999, 1]], [[300_000, 2000]]);
    enter(bench, 's1', LONG);
    expect(answer(bench, 's1', { type: 'exit', instrument: 'BTCUSDT', reason: 'test' })).toMatchObject({
      reduceOnly: true,
    });
  });
});

describe('spread (R-11)', () => {
  it.each([
    ['below', 300_100, 333],
    ['at', 300_150, 333],
    ['above', 300_151, 'spread'],
  ])('an entry with a spread %s 5 bps', (_case, ask, expected) => {
    const bench = withBook([[300_000, 9000]], [[ask, 9000]], { maxSpreadBps: 5 });
    const order = answer(bench, 's1', { ...LONG, riskR: 1, stop: 297_000 + (ask - 300_000) });
    expect(typeof order === 'string' ? order : order.quantity).toBe(expected);
  });

  it('without a book the profile decides', () => {
    expect(answer(withBook([], [], { maxSpreadBps: 5 }), 's1', LONG)).toBe('spread');
  });
});
