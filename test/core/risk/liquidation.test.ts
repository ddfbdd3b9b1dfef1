import { describe, expect, it } from 'vitest';
import { type MarginMode, type PlainOrder, rateFromFraction } from '../../../src/sdk/index.ts';
import { CoreBench, cash, LONG, submits } from '../harness.ts';
import { alerts, answer, enter, resting, SHORT, withRisk } from './rig.ts';

/**
 * Isolated: at 30,000.0 with leverage 10 and 0.5 % maintenance a long is liquidated at 27,135.7 and a short at 32,835.8
 * (30,000 x (1 -+ 0.1) / (1 -+ 0.005)); two thirds of the way are 28,090.5 and 31,890.5.
 */
const config = (action: 'alert' | 'close' = 'alert', marginMode: MarginMode = 'isolated') => ({
  ...withRisk({
    liquidation: { multiplier: rateFromFraction(1.5), action },
    dailyLoss: { fraction: rateFromFraction(1) },
    maxPosition: cash('100000'),
  }),
  marginMode,
});

describe('liquidation (R-9)', () => {
  it.each([
    ['long', 'before it', { ...LONG, stop: 280_906 }, true],
    ['long', 'at the latest', { ...LONG, stop: 280_905 }, true],
    ['long', 'beyond it', { ...LONG, stop: 280_904 }, false],
    ['short', 'at the latest', { ...SHORT, stop: 318_905 }, true],
    ['short', 'beyond it', { ...SHORT, stop: 318_906 }, false],
  ])('a %s whose stop is %s', (_side, _case, signal, allowed) => {
    const order = answer(new CoreBench(config()), 's1', signal);
    expect(order === 'liquidation').toBe(!allowed);
  });

  it('does not judge an entry without a stop, and watches what it makes', () => {
    const { stop: _, ...naked } = resting({ orderType: 'market', quantity: 10 });
    const { price: __, ...market } = naked;
    const bench = new CoreBench(config());
    enter(bench, 's1', market);
    expect(alerts(bench.bar('BTCUSDT', 280_905))).toEqual([]);
    expect(alerts(bench.bar('BTCUSDT', 280_904))).toEqual(['critical: BTCUSDT: near liquidation']);
    expect(alerts(bench.bar('BTCUSDT', 280_000))).toEqual([]);
  });

  it('closes where the profile says so', () => {
    const bench = new CoreBench(config('close'));
    const { stop: _, price: __, ...market } = resting({ orderType: 'market', quantity: 10 });
    enter(bench, 's1', market);
    expect(submits(bench.bar('BTCUSDT', 280_904))).toMatchObject([{ role: 'flatten', quantity: 10 }]);
  });

  it('watches a short too', () => {
    const bench = new CoreBench(config());
    const { stop: _, price: __, ...market } = resting({ orderType: 'market', quantity: 10, side: 'sell' });
    enter(bench, 's1', market);
    expect(alerts(bench.bar('BTCUSDT', 318_905))).toEqual([]);
    expect(alerts(bench.bar('BTCUSDT', 318_906))).toEqual(['critical: BTCUSDT: near liquidation']);
  });
});

/**
 * Cross: 10,000 of wallet stand behind 2 BTC at 30,000.0, liquidated at (60,000 - 10,000) / (2 x 0.995) = 25,125.7;
 * two thirds of the way are 26,750.5.
 */
describe('liquidation in cross mode (R-9)', () => {
  const large = (over: Partial<PlainOrder> = {}): PlainOrder =>
    resting({ orderType: 'limit', price: 300_000, quantity: 2_000, ...over });
  const cross = (action: 'alert' | 'close' = 'alert'): CoreBench => new CoreBench(config(action, 'cross'));

  it.each([
    ['at the latest', { stop: 267_505 }, true],
    ['beyond it', { stop: 267_504 }, false],
    ['far below, of a position that the whole wallet pays for', { stop: 100, quantity: 333 }, true],
  ])('an entry whose stop is %s', (_case, over, allowed) => {
    expect(answer(cross(), 's1', large(over)) === 'liquidation').toBe(!allowed);
  });

  it('counts what is held on its side already', () => {
    const bench = cross();
    enter(bench, 's1', large({ quantity: 1_000, stop: 267_505 }));
    expect(answer(bench, 's1', large({ quantity: 1_000, stop: 267_504 }))).toBe('liquidation');
    expect(answer(bench, 's1', large({ quantity: 1_000, stop: 267_505 }))).toMatchObject({ quantity: 1_000 });
  });

  it('counts what the other positions have lost of the wallet, and what they bind', () => {
    const bench = cross();
    enter(bench, 's2', large({ instrument: 'ETHUSDT', quantity: 300, stop: 100 }));
    bench.bar('ETHUSDT', 280_000);
    // 600 lost and 42 of maintenance: (60,000 - 9,358) / 1.99 = 25,448.3, two thirds of the way 26,965.6.
    expect(answer(bench, 's1', large({ stop: 269_655 }))).toBe('liquidation');
    expect(answer(bench, 's1', large({ stop: 269_656 }))).toMatchObject({ quantity: 2_000 });
  });

  it('is asked of the size that the other limits leave', () => {
    const bench = cross();
    // 5 BTC would be liquidated at 28,140.8; the position limit leaves 3.333, liquidated at 27,135.7.
    expect(answer(bench, 's1', large({ quantity: 5_000, stop: 280_905 }))).toMatchObject({ quantity: 3_333 });
  });

  it('is watched as the other positions lose what stands behind it', () => {
    const bench = cross('close');
    enter(bench, 's1', large({ stop: 268_000 }));
    enter(bench, 's2', large({ instrument: 'ETHUSDT', quantity: 300, stop: 100 }));
    expect(submits(bench.bar('BTCUSDT', 300_000))).toEqual([]);
    bench.bar('ETHUSDT', 280_000);
    expect(submits(bench.bar('BTCUSDT', 300_000))).toMatchObject([
      { role: 'flatten', instrument: 'BTCUSDT' },
    ]);
  });
});
