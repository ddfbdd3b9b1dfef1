import { checkInstrument } from '../../market/instrument.ts';
import { INTERVALS } from '../../values/time.ts';
import { expectMeta, expectOptions } from '../plugin-suite.ts';
import { expectEqual, expectTrue, type Suite } from '../suite.ts';
import type { ExchangeHarness } from './harness.ts';
import { connected, createExchange, unconnected } from './session.ts';

const STREAMS = ['bar', 'book', 'trade', 'ticker'] as const;

/** The plugin, its connection, and what it says of itself and its instruments. */
export const venueCases: Suite<ExchangeHarness> = [
  {
    id: 'EX-01',
    title: 'states its kind, name, version and sdk range',
    run: ({ plugin }) => expectMeta(plugin, 'exchange'),
  },
  {
    id: 'EX-02',
    title: 'describes its options as JSON Schema and takes the given ones',
    run: ({ plugin, options }) => expectOptions(plugin, options),
  },
  {
    id: 'EX-03',
    title: 'connects and says that the feed is up',
    run: connected(async ({ events }) => {
      expectTrue(
        events.some((e) => e.type === 'feed' && e.status === 'up'),
        'no feed up',
      );
    }),
  },
  {
    id: 'EX-04',
    title: 'declares what it can do, with a reason for what it cannot',
    async run(harness) {
      const exchange = createExchange(harness, harness.world());
      const { execution, intervals, streams, depths, missing } = exchange.capabilities();
      expectTrue(['none', 'paper', 'live'].includes(execution), `execution ${execution}`);
      for (const interval of intervals) expectTrue(INTERVALS.includes(interval), `interval ${interval}`);
      for (const stream of streams) expectTrue(STREAMS.includes(stream), `stream ${stream}`);
      for (const list of [intervals, streams, depths])
        expectEqual(new Set<unknown>(list).size, list.length, `distinct entries in ${list.join(', ')}`);
      expectEqual(
        [...depths].sort((a, b) => a - b),
        depths,
        'depths in ascending order',
      );
      expectEqual(streams.includes('book'), depths.length > 0, 'depths where there is a book stream');
      for (const [feature, reason] of Object.entries(missing))
        expectTrue(reason.trim() !== '', `no reason why ${feature} is missing`);
      await exchange.close();
    },
  },
  {
    id: 'EX-05',
    title: 'defines every listed instrument validly, under its own id',
    run: connected(async ({ exchange, harness }) => {
      const found = await exchange.instruments(harness.instruments);
      const ids = found.map((instrument) => checkInstrument(instrument).id);
      expectEqual([...ids].sort(), [...harness.instruments].sort(), 'the ids of the definitions');
    }),
  },
  {
    id: 'EX-06',
    title: 'leaves an unlisted instrument out of the definitions',
    run: connected(async ({ exchange, harness, instrument }) => {
      const found = await exchange.instruments([harness.unlisted ?? 'NOSUCHUSDT', instrument]);
      expectEqual(
        found.map((i) => i.id),
        [instrument],
        'the ids of the definitions',
      );
    }),
  },
  {
    id: 'EX-07',
    title: 'tells time in whole milliseconds that never go back',
    run: connected(async ({ now, pass }) => {
      let before = 0;
      for (let i = 0; i < 5; i++) {
        const time = now();
        expectTrue(Number.isSafeInteger(time), `now is ${time}`);
        expectTrue(time >= before, `the clock went back from ${before} to ${time}`);
        before = time;
        await pass(20);
      }
    }),
  },
  {
    id: 'EX-08',
    title: 'hands over nothing after close, which may be called twice, or before connect',
    run: unconnected(async (session, connect) => {
      const { exchange, events, instrument, harness } = session;
      await connect();
      await exchange.subscribe([{ stream: 'ticker', instrument }]);
      await session.waitFor('a ticker', () => events.find((e) => e.type === 'ticker'));
      await exchange.close();
      const before = events.length;
      await session.pass(2000);
      expectEqual(events.length, before, 'events after close');
      await exchange.close();
      await createExchange(harness, harness.world()).close();
    }),
  },
];
