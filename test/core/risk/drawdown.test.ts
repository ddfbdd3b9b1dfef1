import { describe, expect, it } from 'vitest';
import { rateFromFraction } from '../../../src/sdk/index.ts';
import { CONFIG, CoreBench, cancels, cash, ETH, LONG } from '../harness.ts';
import { alerts, answer, ETH_LONG, enter, records, recovered, resting, withRisk } from './rig.ts';

const DAY = 86_400_000;
/** 2.0 held at 30,000.0: 100.0 of price is 200 of the 10,000 in equity. */
const HELD = { ...LONG, stop: 200_000, riskR: 10 };

function config(days = 3, over: object = {}) {
  const base = withRisk({
    drawdown: { fraction: rateFromFraction(0.1), days },
    dailyLoss: { fraction: rateFromFraction(1) },
    maxPosition: cash('1000000'),
    ...over,
  });
  return {
    ...base,
    sizing: { ...CONFIG.sizing, riskPerTrade: rateFromFraction(0.2), maxNotional: cash('60000') },
  };
}

function held(days?: number, over?: object): CoreBench {
  const bench = new CoreBench(config(days, over));
  enter(bench, 's1', HELD);
  return bench;
}

describe('drawdown (R-3, R-6)', () => {
  it.each([
    ['below its limit', 295_001, true],
    ['at its limit', 295_000, false],
    ['above it', 294_999, false],
  ])('an entry with the fall of equity %s', (_case, price, allowed) => {
    const bench = held();
    bench.bar('BTCUSDT', price);
    const order = answer(bench, 's2', { ...ETH_LONG, riskR: 0.01 });
    expect(typeof order !== 'string').toBe(allowed);
    if (!allowed) expect(order).toBe('drawdown');
  });

  it('counts from the peak, not from the start', () => {
    const bench = held();
    // 12,000 is the peak; 10 % of it is 1,200, 600.0 of price.
    bench.bar('BTCUSDT', 310_000);
    bench.bar('BTCUSDT', 304_001);
    expect(bench.facts.risk.drawdown).toBeUndefined();
    bench.bar('BTCUSDT', 304_000);
    expect(bench.facts.risk).toMatchObject({ peak: cash('12000'), drawdown: { days: 1 } });
  });

  it('cancels entries that still work at the first event past it, and tells', () => {
    const bench = held();
    const order = answer(bench, 's1', resting({ quantity: 10 }));
    if (typeof order === 'string') throw new Error(order);
    const effects = bench.bar('BTCUSDT', 295_000);
    expect(cancels(effects)).toEqual([order.clientOrderId]);
    expect(alerts(effects)).toEqual(['critical: entries halted: drawdown']);
    expect(bench.bar('BTCUSDT', 294_000)).toEqual([]);
  });

  it('kills on the last of the days in a row, and cancels what works', () => {
    const bench = held();
    for (const days of [1, 2]) {
      bench.bar('BTCUSDT', 294_000);
      expect(bench.facts.risk.drawdown?.days).toBe(days);
      expect(bench.facts.kill).toBeUndefined();
      bench.wait(DAY);
    }
    bench.bar('BTCUSDT', 294_000);
    expect(bench.facts.kill?.reason).toContain('on 3 days in a row');
  });

  it('begins to count anew after a day without', () => {
    const bench = held();
    bench.bar('BTCUSDT', 294_000);
    bench.wait(DAY).bar('BTCUSDT', 299_000);
    bench.wait(DAY).bar('BTCUSDT', 294_000);
    expect(bench.facts.risk.drawdown?.days).toBe(1);
  });

  it('closes what is held where the profile says so', () => {
    const bench = held(1, { onKill: 'flatten' });
    const effects = bench.bar('BTCUSDT', 295_000);
    expect(records(effects, 'killed')).toHaveLength(1);
    expect(effects).toContainEqual(
      expect.objectContaining({ type: 'submit', order: expect.objectContaining({ role: 'flatten' }) }),
    );
  });

  it('is a fall of equity, not a withdrawal', () => {
    const bench = held();
    bench.bar('BTCUSDT', 300_000);
    const amount = cash('-2000');
    bench.send({ type: 'transfer', transferId: 't', currency: 'USDT', amount, time: bench.now });
    bench.bar('BTCUSDT', 299_999);
    expect(bench.facts.risk).toMatchObject({ peak: cash('8000'), drawdown: undefined });
  });

  it('keeps peak and days over a restart, and begins anew after a resume', () => {
    const bench = held();
    bench.bar('BTCUSDT', 310_000);
    bench.bar('BTCUSDT', 303_000);
    expect(recovered(bench).risk).toEqual(bench.facts.risk);
    const after = new CoreBench(config(), structuredClone(recovered(bench)));
    after.now = bench.now;
    after.send({ type: 'instrument', instrument: 'ETHUSDT', definition: ETH });
    after.bar('BTCUSDT', 303_000);
    expect(answer(after, 's2', { ...ETH_LONG, riskR: 0.01 })).toBe('drawdown');
    after.send({ type: 'command', commandId: 'r', command: { kind: 'resume', reason: 'looked' } });
    expect(answer(after, 's2', { ...ETH_LONG, riskR: 0.01 })).toMatchObject({ instrument: 'ETHUSDT' });
  });
});
