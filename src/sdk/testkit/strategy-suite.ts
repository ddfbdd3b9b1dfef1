import type { MarketEvent } from '../market/events.ts';
import { subscriptionText } from '../market/subscription.ts';
import { copyState } from '../state/restore.ts';
import { INTERVALS } from '../values/time.ts';
import { expectMeta, expectOptions } from './plugin-suite.ts';
import { withoutAmbient } from './purity.ts';
import { stateSize, stateText } from './state-text.ts';
import {
  benchOf,
  expectSame,
  expectSound,
  freeze,
  instrumentsOf,
  market,
  play,
  type StrategyHarness,
  warmupOf,
} from './strategy-play.ts';
import { expectEqual, expectTrue, type Suite } from './suite.ts';

/** What every strategy must keep to. Each case plays a synthetic market to it on a workbench. */
export const strategySuite: Suite<StrategyHarness> = [
  {
    id: 'ST-01',
    title: 'states its kind, name, version and sdk range, and asks for no permissions',
    run({ plugin }) {
      expectMeta(plugin, 'strategy');
      const asked = Object.values(plugin.permissions).flat();
      expectEqual(asked, [], 'permissions, of which a strategy has none');
    },
  },
  {
    id: 'ST-02',
    title: 'describes its parameters as JSON Schema and takes the given ones',
    run: ({ plugin, params }) => expectOptions(plugin, params),
  },
  {
    id: 'ST-03',
    title: 'subscribes to valid streams of the given instruments, each once',
    run(harness) {
      const { subscriptions, instruments } = benchOf(harness);
      expectTrue(subscriptions.length > 0, 'it subscribes to nothing, so it would never be called');
      for (const sub of subscriptions) {
        const text = subscriptionText(sub);
        expectTrue(
          instruments.some((i) => i.id === sub.instrument),
          `${text}: not a given instrument`,
        );
        if (sub.stream === 'bar') expectTrue(INTERVALS.includes(sub.interval), `${text}: no known interval`);
        if (sub.stream === 'book') {
          expectTrue(
            Number.isInteger(sub.depth) && sub.depth >= 1,
            `${text}: the depth is no whole number >= 1`,
          );
        }
      }
      const texts = subscriptions.map(subscriptionText);
      expectEqual(new Set(texts).size, texts.length, 'distinct streams');
    },
  },
  {
    id: 'ST-04',
    title: 'wants 0 to 1000 bars of history of subscribed intervals only',
    run(harness) {
      const subscribed = benchOf(harness).subscriptions.flatMap((s) =>
        s.stream === 'bar' ? [s.interval] : [],
      );
      for (const [interval, bars] of warmupOf(harness)) {
        expectTrue(subscribed.includes(interval), `warm-up in ${interval}, which it does not subscribe to`);
        expectTrue(
          Number.isInteger(bars) && bars >= 0 && bars <= 1000,
          `warm-up of ${bars} bars is not in 0..1000`,
        );
      }
    },
  },
  {
    id: 'ST-05',
    title: 'answers the same market twice with the same intents and ends in the same state',
    run(harness) {
      expectSame(play(harness, market(harness)), play(harness, market(harness)), 'in the second run');
    },
  },
  {
    id: 'ST-06',
    title: 'goes on after a restart from its snapshot as if nothing had happened',
    run(harness) {
      const events = market(harness);
      const whole = play(harness, events);
      for (const every of [events.length >> 1, 37]) {
        const restarted = play(harness, events, {
          before: (bench, i) => {
            if (i > 0 && i % every === 0) bench.restart();
          },
        });
        expectSame(restarted, whole, `with a restart every ${every} events`);
      }
    },
  },
  {
    id: 'ST-07',
    title: 'knows nothing of the future: another one leaves earlier answers unchanged',
    run(harness) {
      const events = market(harness);
      const half = events.length >> 1;
      const past = play(harness, events).answers.slice(0, half);
      const other = market(harness, { seed: 'another future' }).slice(half);
      expectSame(
        { answers: play(harness, events.slice(0, half)).answers },
        { answers: past },
        'with the end cut off',
      );
      const changed = play(harness, [...events.slice(0, half), ...other]).answers.slice(0, half);
      expectSame({ answers: changed }, { answers: past }, 'with another future');
    },
  },
  {
    id: 'ST-08',
    title: 'takes nothing for done that it answered during warm-up',
    run(harness) {
      const events = market(harness);
      const half = events.length >> 1;
      let entered = false;
      play(harness, events, {
        before: (bench, i) => {
          bench.warm = i >= half;
        },
        after: (bench, intents) => {
          for (const { type } of bench.warm ? intents : []) {
            if (type === 'signal' || type === 'order') entered = true;
            expectTrue(entered, `its first answer after warm-up is an ${type}, though it holds nothing`);
          }
        },
      });
    },
  },
  {
    id: 'ST-09',
    title: 'answers with sound intents: whole prices, stop on the losing side, targets on the winning side',
    run(harness) {
      let count = 0;
      play(harness, market(harness), {
        after: (bench, intents) => {
          count += intents.length;
          expectSound(bench, intents);
        },
      });
      return count > 0 ? undefined : { skipped: 'it never answered with an intent on the synthetic market' };
    },
  },
  {
    id: 'ST-10',
    title: 'survives gaps, repeated events and a missing or empty book',
    run(harness) {
      const events = market(harness);
      const dirty = events.flatMap((event, i) => {
        if (i % 11 === 3 || (i > 200 && i < 260)) return [];
        return i % 7 === 2 ? [event, event] : [event];
      });
      const emptied = events.map((e): MarketEvent => (e.type === 'book' ? { ...e, bids: [], asks: [] } : e));
      play(harness, dirty, { after: expectSound });
      play(harness, emptied, { after: expectSound });
      play(harness, events, { after: expectSound }, false);
    },
  },
  {
    id: 'ST-11',
    title: 'leaves events, instruments and parameters as it found them',
    run(harness) {
      const events = market(harness);
      const params = copyState(harness.params as object);
      const instruments = copyState([...instrumentsOf(harness)]);
      const given = [events, params, instruments];
      const before = given.map(stateText);
      for (const thing of given) freeze(thing);
      play({ ...harness, params, instruments }, events);
      expectEqual(given.map(stateText), before, 'what it was given');
    },
  },
  {
    id: 'ST-12',
    title: 'keeps all state in one plain record that a snapshot can hold',
    run(harness) {
      play(harness, market(harness), {
        after: (bench, _, i) => {
          if (i % 50 === 0)
            expectEqual(stateText(copyState(bench.state)), stateText(bench.state), 'the snapshot');
        },
      });
    },
  },
  {
    id: 'ST-13',
    title: 'does not grow: after 20,000 steps its state is no larger than after 10,000',
    run(harness) {
      const events = market(harness, { steps: 20_000 });
      let half = 0;
      play(harness, events, {
        after: (bench, _, i) => {
          if (i === events.length >> 1) half = stateSize(bench.state);
          if (i < events.length - 1) return;
          const size = stateSize(bench.state);
          expectTrue(size <= half * 1.02 + 16, `its state grew from ${half} to ${size} values`);
        },
      });
    },
  },
  {
    id: 'ST-14',
    title: 'touches no clock, no randomness, no timer and no network',
    run(harness) {
      const events = market(harness);
      withoutAmbient(() => play(harness, events));
    },
  },
  {
    id: 'ST-15',
    title: 'shares nothing with a second instance beside it',
    run(harness) {
      const events = market(harness);
      const alone = play(harness, events);
      const other = market(harness, { seed: 'neighbour' });
      const neighbour = benchOf(harness);
      const beside = play(harness, events, {
        before: (_, i) => void neighbour.play(other[i] as MarketEvent),
      });
      expectSame(beside, alone, 'beside another instance');
    },
  },
];
