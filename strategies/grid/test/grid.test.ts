import type { Bar, Fill, Intent, PlainOrder, Ticker } from '@botrc/sdk';
import { StrategyBench, strategySuite, testInstrument } from '@botrc/sdk/testkit';
import { describe, expect, it } from 'vitest';
import grid from '../index.ts';

// Prices of 0.01, ticks of 0.10; a level of 100 USDT at 10,000.00 is 0.010.
const btc = testInstrument('BTCUSDT');
const OPTIONS = { spacing: 0.01, levels: 4, resting: 2, paceMs: 0, orderValue: 100, kind: 'arithmetic' };
const START = 1_000_000;

const make = (options: object = {}): StrategyBench =>
  new StrategyBench({ plugin: grid, params: { ...OPTIONS, ...options }, instruments: [btc] });

let timeMs = 0;
/** A price a minute after the last one, and what the grid answers. */
function tick(bench: StrategyBench, last: number, afterMs = 60_000): readonly Intent[] {
  timeMs += afterMs;
  return bench.play({ type: 'ticker', instrument: btc.id, time: timeMs, last } satisfies Ticker);
}
const bar = (open: number, high: number, low: number, close: number): Bar => {
  timeMs += 60_000;
  const openMs = timeMs - 60_000;
  return {
    type: 'bar',
    instrument: btc.id,
    interval: '1m',
    openMs,
    time: timeMs,
    open,
    high,
    low,
    close,
    volume: 1,
  };
};
/** Tag, price and quantity of the orders among the answers. */
const orders = (intents: readonly Intent[]): [string | undefined, number | undefined, number][] =>
  intents.filter((i) => i.type === 'order').map((o: PlainOrder) => [o.tag, o.price, o.quantity]);
const held = (bench: StrategyBench): number => bench.position(btc.id).quantity;

describe('grid', () => {
  it.each(strategySuite)('$id $title', async ({ run }) => {
    expect(await run({ plugin: grid, params: {} })).toBeUndefined();
  });

  it('lays the nearest levels below the price, each with the stop of the whole grid', () => {
    const answer = tick(make(), START);
    expect(orders(answer)).toEqual([
      ['i1g1', 990_000, 10],
      ['i2g1', 980_000, 10],
    ]);
    expect(answer).toMatchObject([
      { side: 'buy', stop: 940_000 },
      { side: 'buy', stop: 940_000 },
    ]);
  });

  it('lays them above the price where it is short, the stop above them', () => {
    expect(tick(make({ direction: 'short' }), START)).toMatchObject([
      { side: 'sell', price: 1_010_000, stop: 1_060_000 },
      { side: 'sell', price: 1_020_000 },
    ]);
  });

  it('has levels at equal ratios where it is geometric', () => {
    const prices = orders(tick(make({ kind: 'geometric', resting: 3 }), START)).map(([, price]) => price);
    expect(prices).toEqual([990_000, 980_100, 970_300]);
  });

  it('sells what a level bought at the level before it, and buys it again when the price returns', () => {
    const bench = make();
    tick(bench, START);
    expect(orders(tick(bench, 989_000))).toEqual([
      ['o1g1', 1_000_000, 10],
      ['i3g1', 970_000, 10],
    ]);
    expect(held(bench)).toBe(10);
    // Sold at the centre: level 1 is wanted again, and level 3 too far away.
    const back = tick(bench, 1_000_500);
    expect(held(bench)).toBe(0);
    expect(orders(back)).toEqual([['i1g1', 990_000, 10]]);
    expect(back.filter((i) => i.type === 'cancel')).toHaveLength(1);
  });

  it('never holds more than its levels, whatever the price does', () => {
    const bench = make();
    let most = 0;
    for (let i = 0; i < 3000; i++) {
      tick(bench, Math.round(START * (1 + 0.045 * Math.sin(i / 40) + 0.004 * Math.sin(i * 1.3))));
      most = Math.max(most, held(bench));
    }
    // A level of a grid that was laid higher is 0.009.
    expect(most).toBe(36);
  });

  it('takes a gap through several levels as the fills that it is, and offers each at its own level', () => {
    const bench = make({ resting: 4 });
    tick(bench, START);
    const answer = bench.play(bar(965_000, 966_000, 964_000, 965_000));
    expect(held(bench)).toBe(30);
    const last = new Map(orders(answer).map(([tag, price]) => [tag, price]));
    expect([last.get('o3g1'), last.get('o2g1'), last.get('o1g1')]).toEqual([980_000, 990_000, 1_000_000]);
  });

  it('goes on after a restart as if nothing had happened', () => {
    const [kept, restarted] = [make(), make()];
    const prices = Array.from({ length: 500 }, (_, i) => Math.round(START * (1 + 0.035 * Math.sin(i / 15))));
    const [start, answers] = [timeMs, [] as (readonly Intent[])[]];
    for (const price of prices) answers.push(tick(kept, price));
    timeMs = start;
    for (const [i, price] of prices.entries()) {
      if (i % 7 === 3) restarted.restart();
      expect(tick(restarted, price)).toEqual(answers[i]);
    }
    expect(answers.flat().length).toBeGreaterThan(20);
  });

  it('follows the price while it is empty, and not while it holds anything', () => {
    const bench = make();
    tick(bench, START);
    expect(tick(bench, 1_019_000)).toEqual([]);
    // Two levels away: the old orders go first, the new grid comes when they are gone.
    expect(tick(bench, 1_020_000)).toMatchObject([{ type: 'cancel' }, { type: 'cancel' }]);
    expect(orders(tick(bench, 1_020_000))).toEqual([
      ['i1g2', 1_009_800, 9],
      ['i2g2', 999_600, 9],
    ]);
    tick(bench, 1_009_000);
    expect(held(bench)).toBe(9);
    expect(tick(bench, 1_009_500).filter((i) => i.type === 'cancel')).toEqual([]);
  });

  it('rests after its stop was hit, and then lays a new grid where the price is', () => {
    const bench = make({ restMinutes: 10 });
    tick(bench, START);
    tick(bench, 985_000);
    tick(bench, 935_000);
    expect(held(bench)).toBe(0);
    expect(orders(tick(bench, 935_000, 8 * 60_000))).toEqual([]);
    expect(orders(tick(bench, 935_000, 3 * 60_000))[0]?.[1]).toBeLessThan(935_000);
  });

  it('sends one entry at a time at its pace', () => {
    const bench = make({ paceMs: 2000 });
    expect(orders(tick(bench, START))).toHaveLength(1);
    expect(orders(tick(bench, START, 1999))).toHaveLength(0);
    expect(orders(tick(bench, START, 1))).toHaveLength(1);
  });

  it('lays no grid whose levels are less than a tick apart or whose order is less than a lot', () => {
    expect(tick(make({ spacing: 0.0001 }), 20_000)).toEqual([]);
    expect(tick(make({ orderValue: 1 }), 100_000_000)).toEqual([]);
  });

  it('refuses an arithmetic grid that would end below zero', () => {
    expect(() => make({ spacing: 0.2, levels: 8 })).toThrow('must end above zero');
  });

  it('is told of its fills and answers them', () => {
    const fills: Fill[] = [];
    const plugin = {
      ...grid,
      create: (...given: Parameters<typeof grid.create>) => {
        const instance = grid.create(...given);
        return {
          ...instance,
          onFill: (fill: Fill, context: Parameters<NonNullable<typeof instance.onFill>>[1]) => {
            fills.push(fill);
            return instance.onFill?.(fill, context);
          },
        };
      },
    };
    const bench = new StrategyBench({ plugin, params: OPTIONS, instruments: [btc] });
    tick(bench, START);
    tick(bench, 989_000);
    expect(fills).toMatchObject([{ side: 'buy', price: 989_000, quantity: 10 }]);
  });
});
