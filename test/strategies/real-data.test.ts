import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  type Bar,
  defineStrategy,
  INTERVALS,
  intervalMs,
  type MarketEvent,
  type StrategyPlugin,
} from '../../src/sdk/index.ts';
import { type StrategyHarness, strategySuite } from '../../src/sdk/testkit/index.ts';
import avi5 from '../../strategies/avi5/index.ts';
import emaCross from '../../strategies/ema-cross/index.ts';
import grid from '../../strategies/grid/index.ts';
import breakout from '../../strategies/open-range-breakout/index.ts';
import swing from '../../strategies/swing/index.ts';
import vwapReversion from '../../strategies/vwap-reversion/index.ts';
import { longer, MISSING, RECORDINGS, type Recording, readBars, withBooks } from './real-bars.ts';

/** Determinism, restarts, the future, sound intents, dirty data, growth, neighbours: what a market decides. */
const CASES = strategySuite.filter(({ id }) =>
  ['ST-05', 'ST-06', 'ST-07', 'ST-09', 'ST-10', 'ST-13', 'ST-15'].includes(id),
);

const FREE = [emaCross, vwapReversion, breakout, grid];
const OF_FIVE_MINUTES = [avi5, swing];

/** How a strategy is played a recording; undefined where the recording is too coarse for it. */
function harnessOf(
  plugin: StrategyPlugin,
  recording: Recording,
  bars: readonly Bar[],
): StrategyHarness | undefined {
  const { instrument, interval } = recording;
  const instruments = [instrument];
  if (FREE.includes(plugin as (typeof FREE)[number])) {
    const rangeMinutes = Math.max(30, (2 * intervalMs(interval)) / 60_000);
    const params = { interval, ...(plugin.name === 'open-range-breakout' && { rangeMinutes }) };
    return { plugin, params, instruments, events: withTickers(plugin, bars) };
  }
  if (intervalMs(interval) > 300_000) return undefined;
  const five = interval === '5m' ? bars : longer(bars, '5m');
  const events = plugin.name === 'avi5' ? withBooks(five, instrument) : five;
  return { plugin, params: {}, instruments, events };
}

const withTickers = (plugin: StrategyPlugin, bars: readonly Bar[]): readonly MarketEvent[] =>
  plugin.name !== 'grid'
    ? bars
    : bars.flatMap((bar): MarketEvent[] => [
        bar,
        { type: 'ticker', instrument: bar.instrument, time: bar.time, last: bar.close },
      ]);

/** The id and message of each case that a strategy fails; it is made anew for each. */
async function findings(make: () => StrategyHarness): Promise<string[]> {
  const found: string[] = [];
  for (const { id, run } of CASES) {
    const harness = make();
    try {
      await run(harness);
    } catch (error) {
      found.push(`${id} ${harness.plugin.name}: ${(error as Error).message}`);
    }
  }
  return found;
}

describe.skipIf(MISSING !== undefined)(
  `strategies over recorded bars${MISSING ? ` (${MISSING})` : ''}`,
  () => {
    describe.each(MISSING ? [] : RECORDINGS)('$file', (recording) => {
      const bars = readBars(recording);

      it.for([...FREE, ...OF_FIVE_MINUTES])(
        '$name knows nothing of the future and answers alike twice',
        async (plugin, { skip }) => {
          const harness = harnessOf(plugin as StrategyPlugin, recording, bars);
          if (!harness) return skip('its 5-minute bars cannot be made of these');
          expect(await findings(() => harness)).toEqual([]);
        },
      );

      it('a strategy that peeks one bar is found by name', async () => {
        const harness = (): StrategyHarness => ({
          plugin: peeking(),
          params: { interval: recording.interval },
          instruments: [recording.instrument],
          events: bars,
        });
        const found = await findings(harness);
        expect(found).toEqual(
          expect.arrayContaining([
            expect.stringMatching(/^ST-05 peeking: in the second run, the answer to event \d+/),
            expect.stringMatching(/^ST-07 peeking: with the end cut off, the answer to event \d+/),
          ]),
        );
      });

      it('a strategy that keeps every bar is found by name', async () => {
        const harness = (): StrategyHarness => ({
          plugin: leaking(),
          params: { interval: recording.interval },
          instruments: [recording.instrument],
          events: bars,
        });
        expect(await findings(harness)).toEqual([
          expect.stringMatching(/^ST-13 leaking: its state grew from/),
        ]);
      });
    });
  },
);

const params = z.object({ interval: z.enum(INTERVALS).describe('Length of the bars') });

/** Knows the next bar from an earlier run over the same market, and enters where it will rise. */
function peeking(): StrategyPlugin {
  const seen = new Map<number, number>();
  return defineStrategy({
    name: 'peeking',
    version: '1.0.0',
    params,
    subscribe: ({ interval }, { instruments }) =>
      instruments.map(({ id }) => ({ stream: 'bar' as const, instrument: id, interval })),
    warmup: () => ({}),
    create: () => ({
      state: {},
      onBar(bar, context) {
        const next = seen.get(bar.time);
        seen.set(bar.openMs, bar.close);
        if (next === undefined || next <= bar.close || context.position(bar.instrument).quantity !== 0)
          return;
        return {
          type: 'signal',
          instrument: bar.instrument,
          side: 'buy',
          stop: Math.ceil(bar.close / 2),
          targets: [{ price: next, fraction: 1 }],
          reason: 'the next bar is higher',
        };
      },
    }),
  }) as StrategyPlugin;
}

/** Averages all closes there ever were, by keeping them. */
function leaking(): StrategyPlugin {
  return defineStrategy({
    name: 'leaking',
    version: '1.0.0',
    params,
    subscribe: ({ interval }, { instruments }) =>
      instruments.map(({ id }) => ({ stream: 'bar' as const, instrument: id, interval })),
    warmup: () => ({}),
    create() {
      const state = { closes: [] as number[] };
      return {
        state,
        onBar(bar) {
          state.closes.push(bar.close);
        },
      };
    },
  }) as StrategyPlugin;
}
