import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  type Answer,
  type Bar,
  defineStrategy,
  type Intent,
  type Signal,
  type StrategyContext,
  type StrategyPlugin,
  type Subscription,
} from '../../../src/sdk/index.ts';
import { type StrategyHarness, strategySuite } from '../../../src/sdk/testkit/index.ts';

interface Memory {
  count: number;
  [more: string]: unknown;
}
type OnBar = (memory: Memory, bar: Bar, context: StrategyContext) => Answer;

const params = z.object({ every: z.int().positive().default(40).describe('Bars between two entries') });

const enter = (bar: Bar): Signal => ({
  type: 'signal',
  instrument: bar.instrument,
  side: 'buy',
  stop: bar.close - 500,
  targets: [{ price: bar.close + 500, fraction: 1 }],
  reason: 'it is time',
});

/** Enters every so many bars and holds until stopped: well behaved in every way but what a test changes. */
function strategy(onBar: OnBar, changes: Partial<StrategyPlugin> = {}): StrategyPlugin {
  const plugin = defineStrategy({
    name: 'sample',
    version: '1.0.0',
    params,
    subscribe: (_, { instruments }) =>
      instruments.map(({ id }): Subscription => ({ stream: 'bar', instrument: id, interval: '1m' })),
    warmup: () => ({ '1m': 10 }),
    create({ every }) {
      const state: Memory = { count: 0 };
      return {
        state,
        onBar(bar, context) {
          state.count++;
          return onBar(state, bar, context) ?? (state.count % every === 0 ? enter(bar) : undefined);
        },
      };
    },
  });
  return { ...plugin, ...changes } as StrategyPlugin;
}

const good = strategy(() => undefined);

async function findings(harness: StrategyHarness): Promise<string[]> {
  const failed: string[] = [];
  for (const { id, run } of strategySuite) {
    try {
      const result = await run(harness);
      if (result) failed.push(`${id} skipped: ${result.skipped}`);
    } catch (error) {
      failed.push(`${id} ${(error as Error).message}`);
    }
  }
  return failed;
}

const onlyOn = (nth: number, memory: Memory, answer: () => Answer): Answer =>
  memory.count === nth ? answer() : undefined;
const note = (memory: Memory, value: unknown): void => {
  memory.note = value;
};
const subscribing = (...subs: Subscription[]): StrategyPlugin => ({ ...good, subscribe: () => subs });

describe('strategySuite', () => {
  it('has one id and one title for each case', () => {
    expect(new Set(strategySuite.map((c) => c.id)).size).toBe(strategySuite.length);
    expect(new Set(strategySuite.map((c) => c.title)).size).toBe(strategySuite.length);
  });

  it('finds nothing wrong with a well behaved strategy', async () => {
    expect(await findings({ plugin: good, params: {} })).toEqual([]);
  });

  it('says so where a strategy never answers', async () => {
    const silent = { ...good, create: () => ({ state: {} }) };
    expect(await findings({ plugin: silent, params: {} })).toEqual([
      'ST-09 skipped: it never answered with an intent on the synthetic market',
    ]);
  });

  const memory: number[] = [];
  let runs = 0;
  let shared = 0;

  const broken: [id: string, what: string, plugin: StrategyPlugin, message: string][] = [
    ['ST-01', 'a name no profile can write', { ...good, name: 'My Strategy' }, 'name "My Strategy"'],
    ['ST-01', 'a version that is none', { ...good, version: 'latest' }, 'version "latest"'],
    ['ST-01', 'permissions', { ...good, permissions: { network: ['example.org'] } }, 'permissions'],
    [
      'ST-02',
      'an undescribed parameter',
      { ...good, options: z.object({ every: z.int() }) },
      'no description',
    ],
    ['ST-03', 'no stream', subscribing(), 'subscribes to nothing'],
    [
      'ST-03',
      'a foreign instrument',
      subscribing({ stream: 'trade', instrument: 'X' }),
      'not a given instrument',
    ],
    [
      'ST-03',
      'a stream twice',
      subscribing({ stream: 'trade', instrument: 'BTCUSDT' }, { stream: 'trade', instrument: 'BTCUSDT' }),
      'distinct streams',
    ],
    [
      'ST-03',
      'a book of no depth',
      subscribing({ stream: 'book', instrument: 'BTCUSDT', depth: 0 }),
      'depth',
    ],
    ['ST-04', 'too much history', { ...good, warmup: () => ({ '1m': 1001 }) }, '1001 bars'],
    [
      'ST-04',
      'history of a foreign interval',
      { ...good, warmup: () => ({ '1h': 5 }) },
      'does not subscribe to',
    ],
    [
      'ST-05',
      'memory of earlier runs',
      strategy((m, bar) => onlyOn(100, m, () => ({ ...enter(bar), reason: `run ${runs++}` }))),
      'in the second run',
    ],
    [
      'ST-06',
      'memory outside the state',
      {
        ...good,
        create: () => {
          let count = 0;
          return { state: {}, onBar: (bar: Bar) => (++count % 50 === 0 ? enter(bar) : undefined) };
        },
      },
      'with a restart',
    ],
    [
      'ST-06',
      'a shortcut to a part of the state that a new instance does not have yet',
      {
        ...good,
        create: () => {
          const state: { inner?: { count: number } } = {};
          let inner: { count: number } | undefined;
          return {
            state,
            onBar: (bar: Bar) => {
              if (inner === undefined) {
                inner = { count: 0 };
                state.inner = inner;
              }
              return ++inner.count % 50 === 0 ? enter(bar) : undefined;
            },
          };
        },
      },
      'with a restart',
    ],
    [
      'ST-07',
      'a look at what comes next',
      strategy((m, bar) => {
        const next = memory[m.count + 1] ?? 0;
        memory[m.count] = bar.close;
        return onlyOn(200, m, () => ({ ...enter(bar), reason: `next ${next}` }));
      }),
      'with the end cut off',
    ],
    [
      'ST-08',
      'a belief that warm-up entries were taken',
      strategy((m, bar, context) => {
        const flip = context.warm && m.holding === true;
        m.holding = m.holding === true || m.count % 40 === 0;
        return flip ? { type: 'exit', instrument: bar.instrument, reason: 'done' } : undefined;
      }),
      'though it holds nothing',
    ],
    [
      'ST-10',
      'a need for a book',
      strategy((_, bar, context) => {
        if (context.book(bar.instrument)?.bids.price(0) === undefined) throw new Error('where is the book?');
      }),
      'where is the book?',
    ],
    ['ST-11', 'a changed event', strategy((_, bar) => void Object.assign(bar, { volume: 0 })), 'read only'],
    ['ST-12', 'a function in the state', strategy((m) => note(m, () => 1)), 'state must be plain'],
    ['ST-12', 'a date in the state', strategy((m) => note(m, new Date(0))), 'state must be plain'],
    [
      'ST-13',
      'every price kept',
      strategy((m, bar) => {
        m.prices ??= [];
        (m.prices as number[]).push(bar.close);
      }),
      'its state grew from',
    ],
    ['ST-14', 'the wall clock', strategy((m) => note(m, Math.min(0, Date.now()))), 'touched Date.now'],
    ['ST-14', 'a date of now', strategy((m) => note(m, new Date().getFullYear() * 0)), 'touched new Date()'],
    ['ST-14', 'chance', strategy((m) => note(m, Math.min(0, Math.random()))), 'touched Math.random'],
    [
      'ST-14',
      'a timer',
      strategy(() => void clearTimeout(setTimeout(() => undefined))),
      'touched setTimeout',
    ],
    ['ST-14', 'the process', strategy((m) => note(m, process.pid * 0)), 'touched process'],
    [
      'ST-15',
      'memory shared between instances',
      {
        ...good,
        create: () => {
          shared = 0;
          const state = { own: 0 };
          return {
            state,
            onBar: (bar: Bar) => {
              state.own++;
              shared = Math.max(shared, state.own) + 1;
              return shared > 2 * state.own ? enter(bar) : undefined;
            },
          };
        },
      },
      'beside another instance',
    ],
  ];

  it.each(broken)('%s finds %s', async (id, _, plugin, message) => {
    memory.length = 0;
    const run = strategySuite.find((c) => c.id === id)?.run;
    await expect(async () => run?.({ plugin, params: {} })).rejects.toThrow(message);
  });

  const unsound: [what: string, answer: (bar: Bar) => unknown, message: string][] = [
    ['a stop on the winning side', (b) => ({ ...enter(b), stop: b.close + 1 }), 'losing side'],
    ['a stop at the price', (b) => ({ ...enter(b), stop: b.close }), 'losing side'],
    ['a fraction of a price', (b) => ({ ...enter(b), stop: b.close - 0.5 }), 'no positive whole number'],
    ['a stop that is no number', (b) => ({ ...enter(b), stop: Number.NaN }), 'no positive whole number'],
    [
      'a target behind',
      (b) => ({ ...enter(b), targets: [{ price: b.close - 1, fraction: 1 }] }),
      'winning side',
    ],
    [
      'a target of nothing',
      (b) => ({ ...enter(b), targets: [{ price: b.close + 1, fraction: 0 }] }),
      'fraction',
    ],
    [
      'more than the whole',
      (b) => ({ ...enter(b), targets: [1, 2].map((i) => ({ price: b.close + i, fraction: 0.6 })) }),
      'more than 1 together',
    ],
    [
      'targets out of order',
      (b) => ({ ...enter(b), targets: [2, 1].map((i) => ({ price: b.close + i, fraction: 0.5 })) }),
      'order of distance',
    ],
    ['a side of its own', (b) => ({ ...enter(b), side: 'long' }), 'no side'],
    ['no reason', (b) => ({ ...enter(b), reason: '' }), 'reason'],
    ['a reason of two lines', (b) => ({ ...enter(b), reason: 'a\nb' }), 'reason'],
    ['a foreign instrument', (b) => ({ ...enter(b), instrument: 'XYZ' }), 'not one of the given'],
    ['a foreign intent', (b) => ({ ...enter(b), type: 'buy' }), 'no type of intent'],
    ['a promise', () => Promise.resolve(undefined), 'answers are synchronous'],
    [
      'a limit order without a price',
      (b) => ({ ...enter(b), type: 'order', orderType: 'limit', quantity: 1 }),
      'needs a price',
    ],
  ];

  it.each(unsound)('ST-09 finds %s', async (_, answer, message) => {
    const plugin = strategy((m, bar) => onlyOn(100, m, () => answer(bar) as Intent));
    const run = strategySuite.find((c) => c.id === 'ST-09')?.run;
    await expect(async () => run?.({ plugin, params: {} })).rejects.toThrow(message);
  });
});
