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
    const rest = { anchor: 'rolling', flatMinutes: 5, noEntryMinutes: 30 } as const;
    const all = { interval: '1m', k: 1, stopAtr: 1, ...rest } as const;
    expect(vwapReversion.warmup({ ...all, window: 20, atr: 14 })).toEqual({ '1m': 56 });
    expect(vwapReversion.warmup({ ...all, window: 100, atr: 14 })).toEqual({ '1m': 100 });
  });

  const session = { hours: 'mon-fri 10:00-18:45', zone: 'Europe/Moscow', halfDays: ['2026-01-08 14:00'] };
  /** Minutes from a UTC time on, and the answer to each. */
  const playFrom = (from: string, hands: readonly Hand[], bench: StrategyBench): Intent[][] => {
    const start = Date.parse(from);
    return bars(hands).map((bar) => {
      const openMs = start + bar.openMs;
      return [...bench.play({ ...bar, openMs, time: openMs + 60_000 })];
    });
  };

  it('trades in its session only, and enters nothing in the last half hour of it, of a half day too', () => {
    const hands = [CALM, CALM, CALM, DROP];
    const count = (from: string): number => playFrom(from, hands, make({ ...params, session })).flat().length;
    // The fourth bar closes at 18:14, at 18:15 and, on the half day, at 13:29 and at 13:30 in Moscow.
    expect([count('2026-01-06T15:10Z'), count('2026-01-06T15:11Z')]).toEqual([1, 0]);
    expect([count('2026-01-08T10:25Z'), count('2026-01-08T10:26Z')]).toEqual([1, 0]);
    expect([count('2026-01-06T05:00Z'), count('2026-01-10T10:00Z')]).toEqual([0, 0]);
  });

  it('is flat before the session closes (R-12)', () => {
    const bench = make({ ...params, session, stopAtr: 20, k: 1 });
    const near: Hand = [9_850, 9_851, 9_849, 9_850];
    const slide = Array.from({ length: 40 }, (_, i): Hand => {
      const close = 9_840 - 10 * i;
      return [close, close + 1, close - 1, close];
    });
    const answers = playFrom('2026-01-06T15:05Z', [CALM, CALM, CALM, DROP, near, ...slide], bench);
    const exit = answers.findIndex(([intent]) => intent?.type === 'exit');
    // The bar that closes at 18:40: five minutes before the end.
    expect(exit).toBe(34);
    expect(answers[exit]).toMatchObject([{ reason: 'flat before the session closes' }]);
    expect(bench.position(btc.id).quantity).toBe(0);
  });

  it('can take the VWAP of the session, which begins anew with each', () => {
    const options = { ...params, session, anchor: 'session' };
    const bench = make(options);
    const far: Hand = [12_000, 12_010, 11_990, 12_000];
    playFrom('2026-01-06T07:00Z', Array(30).fill(far), bench);
    // The next day opens elsewhere: what was traded the day before does not count.
    const answers = playFrom('2026-01-07T07:00Z', [CALM, CALM, CALM, CALM, CALM, DROP], bench);
    expect(answers.slice(0, -1).flat()).toEqual([]);
    expect(answers.at(-1)).toMatchObject([{ side: 'buy' }]);
    expect(() => make({ ...params, anchor: 'session' })).toThrow('needs the hours of one');
  });
});
