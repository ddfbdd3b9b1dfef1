import type { Bar, Intent } from '@botrc/sdk';
import { StrategyBench, strategySuite, testInstrument } from '@botrc/sdk/testkit';
import { describe, expect, it } from 'vitest';
import emaCross from '../index.ts';

const btc = testInstrument('BTCUSDT');
const eth = testInstrument('ETHUSDT');
/** Short averages, so that a few bars written by hand are enough. */
const params = { fast: 2, slow: 3, atr: 2, stopAtr: 2, targetR: 3 };

/** Bars with these closes, each reaching `reach` above and below its own. */
function bars(closes: number[], instrument = btc.id, reach = 300): Bar[] {
  return closes.map((close, i) => ({
    type: 'bar',
    instrument,
    interval: '1m',
    openMs: i * 60_000,
    time: (i + 1) * 60_000,
    open: close,
    high: close + reach,
    low: close - reach,
    close,
    volume: 1,
  }));
}

const play = (bench: StrategyBench, list: Bar[]): Intent[][] => list.map((bar) => [...bench.play(bar)]);
const make = (options: object = params): StrategyBench =>
  new StrategyBench({ plugin: emaCross, params: options, instruments: [btc, eth] });

/** Falls, then turns up: the cross is at the last bar. */
const CROSS_UP = [10_000, 9_900, 9_800, 9_700, 9_930];
const CROSS_DOWN = [10_000, 10_100, 10_200, 10_300, 10_070];

describe('ema-cross', () => {
  it.each(strategySuite)('$id $title', async ({ run }) => {
    const result = await run({ plugin: emaCross, params: {} });
    expect(result).toBeUndefined();
  });

  it('buys when the fast average crosses above the slow one, with stop and target in ATR', () => {
    const answers = play(make(), bars(CROSS_UP));
    // Every true range is 600, so the stop is 2 x 600 below the close and the target 3 x 1200 above it.
    expect(answers).toEqual([
      [],
      [],
      [],
      [],
      [
        {
          type: 'signal',
          instrument: 'BTCUSDT',
          side: 'buy',
          stop: 8_730,
          targets: [{ price: 13_530, fraction: 1 }],
          reason: 'EMA 2 crossed above EMA 3',
        },
      ],
    ]);
  });

  it('sells when it crosses below', () => {
    const answer = play(make(), bars(CROSS_DOWN)).at(-1);
    expect(answer).toEqual([
      {
        type: 'signal',
        instrument: 'BTCUSDT',
        side: 'sell',
        stop: 11_270,
        targets: [{ price: 6_470, fraction: 1 }],
        reason: 'EMA 2 crossed below EMA 3',
      },
    ]);
  });

  it('says nothing while the averages keep their order', () => {
    const rising = Array.from({ length: 50 }, (_, i) => 10_000 + 10 * i);
    expect(play(make(), bars(rising)).flat()).toEqual([]);
  });

  it('closes first and enters the other way on a later bar', () => {
    const closes = [...CROSS_UP, 10_000, 9_600, 9_590, 9_580];
    const bench = make({ ...params, stopAtr: 4, targetR: 3 });
    const types = play(bench, bars(closes)).map((answer) =>
      answer.map((i) => (i.type === 'signal' ? i.side : i.type)),
    );
    expect(types.slice(4)).toEqual([['buy'], [], ['exit'], ['sell'], []]);
    expect(bench.position(btc.id).quantity).toBeLessThan(0);
  });

  it('rounds the stop tighter than asked, never looser', () => {
    const [signal] = play(make({ ...params, stopAtr: 1.9999 }), bars(CROSS_UP)).at(-1) ?? [];
    // 1.9999 x 600 = 1199.94
    expect(signal).toMatchObject({ stop: 9_930 - 1199 });
  });

  it('stays out of a market that does not move', () => {
    const closes = [2, 2, 1, 1, 2, 2, 1, 1, 2, 2, 1].map((x) => x * 10);
    const still = bars(closes, btc.id, 0).map((bar) => ({ ...bar, volume: 0 }));
    expect(play(make({ ...params, stopAtr: 0.001 }), still).flat()).toEqual([]);
  });

  it('keeps instruments apart', () => {
    const bench = make();
    const other = bars(CROSS_DOWN, eth.id);
    const answers = bars(CROSS_UP).flatMap((bar, i) => [...bench.play(bar), ...bench.play(other[i] as Bar)]);
    expect(answers).toMatchObject([
      { instrument: 'BTCUSDT', side: 'buy' },
      { instrument: 'ETHUSDT', side: 'sell' },
    ]);
  });

  it('refuses a fast average that is not the faster one', () => {
    expect(() => make({ fast: 21, slow: 21 })).toThrow('fast must be less than slow');
  });

  it('asks for enough history that the averages have forgotten where it began', () => {
    expect(emaCross.warmup({ interval: '5m', fast: 9, slow: 21, atr: 14, stopAtr: 2, targetR: 2 })).toEqual({
      '5m': 84,
    });
  });
});
