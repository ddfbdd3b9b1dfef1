import { describe, expect, it } from 'vitest';
import { rateFromFraction } from '../../../src/sdk/index.ts';
import { CoreBench, LONG, submits } from '../harness.ts';
import { alerts, answer, enter, resting, SHORT, withRisk } from './rig.ts';

/**
 * At 30,000.0 with leverage 10 and 0.5 % maintenance a long is liquidated at 27,135.7 and a short at 32,835.8
 * (30,000 x (1 -+ 0.1) / (1 -+ 0.005)); two thirds of the way are 28,090.5 and 31,890.5.
 */
const config = (action: 'alert' | 'close' = 'alert') =>
  withRisk({
    liquidation: { multiplier: rateFromFraction(1.5), action },
    dailyLoss: { fraction: rateFromFraction(1) },
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
