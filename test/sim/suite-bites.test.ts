import { describe, expect, it } from 'vitest';
import demo from '../../plugins/exchange-demo/src/index.ts';
import type { Bar, BookUpdate, Exchange, ExchangeEvent, ExchangePlugin } from '../../src/sdk/index.ts';
import { exchangeSuite, fakeWorld } from '../../src/sdk/testkit/index.ts';
import { paper } from './paper-plugin.ts';

/** The demo exchange with one thing wrong. */
function broken(change: (sound: Exchange) => Partial<Exchange>): ExchangePlugin {
  return {
    ...demo,
    create(options, context) {
      const sound = demo.create(options as Parameters<typeof demo.create>[0], context);
      return { ...sound, ...change(sound) };
    },
  };
}

/** The demo exchange whose events pass through `change`, which answers with what is to be told instead. */
function telling(change: (event: ExchangeEvent) => readonly ExchangeEvent[]): ExchangePlugin {
  return broken((sound) => ({
    connect: (sink) => sound.connect((event) => change(event).forEach(sink)),
  }));
}

const onBook = (change: (book: BookUpdate) => Partial<BookUpdate>): ExchangePlugin =>
  telling((event) => [event.type === 'book' ? { ...event, ...change(event) } : event]);
const onBar = (change: (bar: Bar) => readonly ExchangeEvent[]): ExchangePlugin =>
  telling((event) => (event.type === 'bar' ? change(event) : [event]));
const inHistory = (change: (bars: readonly Bar[]) => readonly Bar[]): ExchangePlugin =>
  broken((sound) => ({ history: async (request) => change(await sound.history(request)) }));

const faults: [id: string, fault: string, plugin: ExchangePlugin][] = [
  ['EX-03', 'never says that it is up', telling((e) => (e.type === 'feed' ? [] : [e]))],
  [
    'EX-04',
    'gives no reason for what is missing',
    broken((s) => ({ capabilities: () => ({ ...s.capabilities(), missing: { execution: ' ' } }) })),
  ],
  [
    'EX-05',
    'defines an instrument without a tick',
    broken((s) => ({
      instruments: async (ids) => (await s.instruments(ids)).map((i) => ({ ...i, tick: 0 })),
    })),
  ],
  [
    'EX-06',
    'invents what is not listed',
    broken((s) => ({
      instruments: async (ids) =>
        (await s.instruments(['BTCUSDT'])).flatMap((i) => ids.map((id) => ({ ...i, id }))),
    })),
  ],
  ['EX-08', 'goes on after close', broken(() => ({ close: async () => undefined }))],
  ['EX-10', 'gives history newest first', inHistory((bars) => [...bars].reverse())],
  [
    'EX-10',
    'gives more history than asked for',
    broken((s) => ({ history: (r) => s.history({ ...r, limit: r.limit + 1 }) })),
  ],
  [
    'EX-10',
    'ends history with a bar that is still open',
    inHistory((bars) => bars.map((b) => ({ ...b, openMs: b.openMs + 60_000, time: b.time + 60_000 }))),
  ],
  [
    'EX-12',
    'ignores the end of the history',
    broken((s) => ({ history: ({ toMs: _, ...r }) => s.history(r) })),
  ],
  [
    'EX-13',
    'answers for what it does not list',
    broken((s) => ({ history: (r) => s.history({ ...r, instrument: 'BTCUSDT' }) })),
  ],
  [
    'EX-20',
    'tells prices as fractions',
    telling((e) => [e.type === 'trade' ? { ...e, price: e.price / 7 } : e]),
  ],
  [
    'EX-20',
    'tells of what nobody subscribed to',
    telling((e) => (e.type === 'trade' ? [e, { ...e, instrument: 'ETHUSDT' }] : [e])),
  ],
  ['EX-21', 'begins a book in the middle', onBook(() => ({ kind: 'delta' }))],
  [
    'EX-21',
    'crosses the book',
    onBook((b) => ({ bids: b.bids.map((v, i) => (i === 0 ? v + 1_000_000 : v)) })),
  ],
  ['EX-21', 'repeats book updates', telling((e) => (e.type === 'book' ? [e, e] : [e]))],
  ['EX-22', 'tells a bar twice', onBar((bar) => [bar, bar])],
  ['EX-22', 'tells a bar that is not confirmed', onBar((bar) => [{ ...bar, time: bar.time - 30_000 }])],
  ['EX-22', 'tells another bar than its history', onBar((bar) => [{ ...bar, volume: bar.volume + 1 }])],
  [
    'EX-23',
    'forgets what was subscribed before it connected',
    broken((s) => {
      let isConnected = false;
      return {
        connect: (sink) => {
          isConnected = true;
          return s.connect(sink);
        },
        subscribe: async (subs) => (isConnected ? s.subscribe(subs) : undefined),
      };
    }),
  ],
  ['EX-24', 'tells of a trade twice', telling((e) => (e.type === 'trade' ? [e, e] : [e]))],
  ['EX-25', 'does not unsubscribe', broken(() => ({ unsubscribe: async () => undefined }))],
  [
    'EX-27',
    'breaks on an unlisted instrument',
    broken((s) => ({
      subscribe: async (subs) =>
        subs.forEach((sub) => {
          if (sub.instrument === 'NOSUCHUSDT') throw new TypeError('undefined is not a function');
          void s.subscribe([sub]);
        }),
    })),
  ],
  [
    'EX-28',
    'takes any depth',
    broken((s) => ({
      subscribe: (subs) =>
        s.subscribe(subs.map((sub) => (sub.stream === 'book' ? { ...sub, depth: 50 } : sub))),
    })),
  ],
  [
    'EX-30',
    'accepts an order it cannot execute',
    broken(() => ({ submit: async () => ({ kind: 'accepted' }) })),
  ],
  [
    'EX-31',
    'states fees as fractions',
    broken(() => ({ feeRates: async () => ({ maker: 0.0002, taker: 0.00055 }) })),
  ],
];

/** The simulated venue with one thing wrong, for the cases of an account. */
function untrue(change: (sound: Exchange) => Partial<Exchange>): ExchangePlugin {
  return {
    ...paper,
    create(options, context) {
      const sound = paper.create(options as Parameters<typeof paper.create>[0], context);
      return { ...sound, ...change(sound) };
    },
  };
}

const missing = (sound: Exchange, feature: string) => ({
  ...sound.capabilities(),
  missing: { ...sound.capabilities().missing, [feature]: 'It cannot.' },
});

const ofAccounts: [id: string, fault: string, plugin: ExchangePlugin][] = [
  [
    'EX-41',
    'takes a type of order that it declares missing',
    untrue((s) => ({ capabilities: () => missing(s, 'stop-limit') })),
  ],
  [
    'EX-42',
    'fills at a worse price than the limit',
    untrue((s) => ({
      connect: (sink) =>
        s.connect((e) => sink(e.type === 'fill' ? { ...e, price: Math.floor(e.price * 1.5) } : e)),
    })),
  ],
  [
    'EX-43',
    'is in doubt about a cancel where nothing went wrong',
    untrue(() => ({ cancel: async () => ({ kind: 'unknown', code: 'x', reason: 'no idea' }) })),
  ],
  [
    'EX-44',
    'rounds the prices of orders',
    untrue((s) => ({
      submit: (o) => s.submit(o.price === undefined ? o : { ...o, price: o.price - (o.price % 10_000) }),
    })),
  ],
  ['EX-45', 'does what it declares missing', untrue((s) => ({ capabilities: () => missing(s, 'leverage') }))],
  [
    'EX-54',
    'says that it took an order which it forgot',
    untrue((s) => {
      let orders = 0;
      return { submit: async (o) => (++orders % 12 === 0 ? { kind: 'accepted' } : s.submit(o)) };
    }),
  ],
];

describe('the exchange suite finds an account that', () => {
  it.each(ofAccounts)('%s %s', async (id, _, plugin) => {
    const found = exchangeSuite.find((c) => c.id === id);
    const harness = { options: {}, instruments: ['BTCUSDT'], world: fakeWorld, mayTrade: true };
    await expect(Promise.resolve(found?.run({ ...harness, plugin }))).rejects.toThrow();
    await expect(Promise.resolve(found?.run({ ...harness, plugin: paper }))).resolves.toBeUndefined();
  });
});

describe('the exchange suite finds an exchange that', () => {
  it.each(faults)('%s %s', async (id, _, plugin) => {
    const found = exchangeSuite.find((c) => c.id === id);
    const harness = {
      options: {},
      instruments: ['BTCUSDT'],
      world: fakeWorld,
      patienceMs: 3000,
      barPatienceMs: 5000,
    };
    await expect(Promise.resolve(found?.run({ ...harness, plugin }))).rejects.toThrow();
    // The same case, on the sound exchange: it is the fault that it found.
    await expect(Promise.resolve(found?.run({ ...harness, plugin: demo }))).resolves.toBeUndefined();
  });
});
