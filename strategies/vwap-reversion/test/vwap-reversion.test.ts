import type { Bar, Intent } from '@botrc/sdk';
import { StrategyBench, strategySuite, testInstrument } from '@botrc/sdk/testkit';
import { describe, expect, it } from 'vitest';
import vwapReversion from '../index.ts';

const btc = testInstrument('BTCUSDT');
/** Short windows, so that a few bars written by hand are enough. */
const params = { window: 4, atr: 2, k: 1, stopAtr: 1.5 };

type Hand = readonly [open: number, high: number, low: number, close: number, volume?: number];
/** A bar around 10000 that goes nowhere; its true range is 20. */
const CALM: Hand = [10_000, 10_010, 9_990, 10_000];

function bars(hands: readonly Hand[]): Bar[] {
  return hands.map(([open, high, low, close, volume = 10], i) => ({
    type: 'bar',
    instrument: btc.id,
    interval: '1m',
    openMs: i * 60_000,
    time: (i + 1) * 60_000,
    open,
    high,
    low,
    close,
    volume,
  }));
}

const make = (options: object = params): StrategyBench =>
  new StrategyBench({ plugin: vwapReversion, params: options, instruments: [btc] });
const play = (hands: readonly Hand[], bench = make()): Intent[][] =>
  bars(hands).map((bar) => [...bench.play(bar)]);

/** A gap down, and one up, that end far from the VWAP. */
const DROP: Hand = [9_850, 9_860, 9_850, 9_850];
const JUMP: Hand = [10_150, 10_150, 10_140, 10_150];

describe('vwap-reversion', () => {
  it.each(strategySuite)('$id $title', async ({ run }) => {
    expect(await run({ plugin: vwapReversion, params: {} })).toBeUndefined();
  });

  it('buys a close far below the VWAP: stop beyond, target at the VWAP', () => {
    const answers = play([CALM, CALM, CALM, DROP]);
    // Typical price 9853.33, VWAP 9963.33; the ATR is (20 + 2 x 150) / 3 = 106.67, so the stop is 160 away.
    expect(answers).toEqual([
      [],
      [],
      [],
      [
        {
          type: 'signal',
          instrument: 'BTCUSDT',
          side: 'buy',
          stop: 9_690,
          targets: [{ price: 9_963, fraction: 1 }],
          reason: 'close 1.1 ATR below the VWAP',
        },
      ],
    ]);
  });

  it('sells a close far above it', () => {
    const [signal] = play([CALM, CALM, CALM, JUMP]).at(-1) ?? [];
    expect(signal).toMatchObject({ side: 'sell', stop: 10_310, targets: [{ price: 10_037, fraction: 1 }] });
  });

  it('says nothing near the VWAP, and nothing while no volume tells where it is', () => {
    expect(play([CALM, CALM, CALM, CALM, CALM]).flat()).toEqual([]);
    const silent = [CALM, CALM, CALM, DROP].map(([o, h, l, c]): Hand => [o, h, l, c, 0]);
    expect(play(silent).flat()).toEqual([]);
  });

  it('says nothing in a market that stands still', () => {
    const still: Hand = [10_000, 10_000, 10_000, 10_000];
    expect(play([still, still, still, still, still]).flat()).toEqual([]);
  });

  it('leaves when a bar touches the VWAP, wherever that is by now', () => {
    const bench = make({ ...params, stopAtr: 5 });
    // Held from the open of the fifth bar; the VWAP comes down to meet the price before the target is reached.
    const near: Hand = [9_850, 9_870, 9_840, 9_860];
    const hands = [CALM, CALM, CALM, DROP, near, near, [9_860, 9_895, 9_850, 9_880], near] as const;
    const types = play(hands, bench).map((answer) => answer.map((intent) => intent.type));
    expect(types).toEqual([[], [], [], ['signal'], [], [], ['exit'], []]);
    expect(bench.position(btc.id).quantity).toBe(0);
  });

  it('leaves when a gap carries the price past the VWAP', () => {
    const hands = [CALM, CALM, CALM, DROP, DROP, [9_960, 9_962, 9_960, 9_961]] as const;
    expect(play(hands, make({ ...params, stopAtr: 5 })).at(-1)).toMatchObject([{ type: 'exit' }]);
  });

  it('enters an excursion once, and again only after the price was back at the VWAP', () => {
    const bench = make();
    const stopped: Hand = [9_850, 9_850, 9_600, 9_600];
    const lower: Hand = [9_400, 9_400, 9_390, 9_390];
    const calm: Hand = [9_390, 9_400, 9_380, 9_390];
    const drop: Hand = [9_240, 9_250, 9_240, 9_240];
    const first = [CALM, CALM, CALM, DROP, stopped, lower];
    const again = [calm, calm, calm, calm, calm, drop];
    const types = play([...first, ...again], bench).map((answer) => answer.map((intent) => intent.type));
    expect(types.slice(0, 6)).toEqual([[], [], [], ['signal'], [], []]);
    expect(types.slice(6).flat()).toEqual(['signal']);
  });

  it('asks for the bars of its window, or enough for the range to settle', () => {
    const all = { interval: '1m', k: 1, stopAtr: 1 } as const;
    expect(vwapReversion.warmup({ ...all, window: 20, atr: 14 })).toEqual({ '1m': 56 });
    expect(vwapReversion.warmup({ ...all, window: 100, atr: 14 })).toEqual({ '1m': 100 });
  });
});
