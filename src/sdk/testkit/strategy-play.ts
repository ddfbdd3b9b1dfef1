import type { StrategyPlugin } from '../contracts/strategy.ts';
import type { MarketEvent } from '../market/events.ts';
import type { Instrument } from '../market/instrument.ts';
import type { Intent } from '../orders/intent.ts';
import { type Interval, intervalMs } from '../values/time.ts';
import { StrategyBench } from './bench.ts';
import { intentFlaw } from './intent-rules.ts';
import { validOptions } from './options.ts';
import { stateText } from './state-text.ts';
import { expectEqual, expectTrue } from './suite.ts';
import { commonStepMs, syntheticTape } from './synthetic.ts';
import { testInstrument } from './tape.ts';

export interface StrategyHarness {
  readonly plugin: StrategyPlugin;
  /** As a profile would write them. */
  readonly params: unknown;
  /** What the strategy is given; default: two of different scales. */
  readonly instruments?: readonly Instrument[];
  /**
   * A market to be judged on instead of the synthetic one, such as recorded bars: events of the streams it subscribes
   * to, in order of time.
   */
  readonly events?: readonly MarketEvent[];
}

/** Everything a run left behind, as text: two runs are alike where these are. */
export interface Played {
  readonly answers: readonly string[];
  readonly state?: string;
}

export interface Watch {
  before?(bench: StrategyBench, index: number): void;
  after?(bench: StrategyBench, intents: readonly Intent[], index: number): void;
}

/** Plays the events to a new instance, with a look before and after each. */
export function play(
  harness: StrategyHarness,
  events: readonly MarketEvent[],
  watch: Watch = {},
  books = true,
): Played {
  const bench = benchOf(harness, books);
  const answers = events.map((event, i) => {
    watch.before?.(bench, i);
    const intents = bench.play(event);
    watch.after?.(bench, intents, i);
    return stateText(intents);
  });
  return { answers, state: stateText(bench.state) };
}

/** As `expectEqual`, but names the first event where two runs part. */
export function expectSame(actual: Played, expected: Played, message: string): void {
  const i = expected.answers.findIndex((answer, at) => answer !== actual.answers[at]);
  expectEqual(actual.answers[i], expected.answers[i], `${message}, the answer to event ${i}`);
  expectEqual(actual.state, expected.state, `${message}, the state at the end`);
}

/** Throws where an intent has a flaw. */
export function expectSound(bench: StrategyBench, intents: readonly Intent[]): void {
  for (const intent of intents) {
    const flaw = intentFlaw(intent, bench.instruments, (id) => bench.lastPrice(id));
    expectTrue(flaw === undefined, `${flaw}: ${stateText(intent)}`);
  }
}

/** What the strategy is given: the harness's instruments, or two of different scales. */
export function instrumentsOf({ instruments }: StrategyHarness): readonly Instrument[] {
  return (
    instruments ?? [
      testInstrument('BTCUSDT'),
      testInstrument('DOGEUSDT', { priceScale: 6, quantityScale: 0 }),
    ]
  );
}

/** A workbench with a new instance on it. */
export function benchOf(harness: StrategyHarness, books = true): StrategyBench {
  const { plugin, params } = harness;
  return new StrategyBench({ plugin, params, instruments: instrumentsOf(harness), books });
}

/** The history it wants, as [interval, bars]. */
export function warmupOf({ plugin, params }: StrategyHarness): [Interval, number][] {
  return Object.entries(plugin.warmup(validOptions(plugin.options, params))) as [Interval, number][];
}

/** A market long enough to warm up in and to trade 1500 steps after. */
export function market(
  harness: StrategyHarness,
  { seed = 'botrc', steps }: { seed?: string; steps?: number } = {},
): MarketEvent[] {
  if (harness.events) return seed === 'botrc' ? [...harness.events] : harness.events.map(distort);
  const { subscriptions, instruments } = benchOf(harness);
  const pace = commonStepMs(subscriptions.flatMap((s) => (s.stream === 'bar' ? [s.interval] : [])));
  const warm = warmupOf(harness).map(([interval, bars]) => (bars * intervalMs(interval)) / pace);
  const length = steps ?? Math.min(20_000, Math.max(0, ...warm) + 1500);
  return syntheticTape({ seed, instruments, subscriptions, steps: length }).entries.map(
    (entry) => entry.event,
  );
}

/** Another market of the same form: every price a little elsewhere, differently from event to event. */
function distort(event: MarketEvent, i: number): MarketEvent {
  const move = (price: number): number => price + Math.ceil(price * 0.0007 * (1 + (i % 13)));
  if (event.type === 'trade') return { ...event, price: move(event.price) };
  if (event.type === 'ticker') return event.last === undefined ? event : { ...event, last: move(event.last) };
  if (event.type === 'book') {
    const moved = (levels: readonly number[]): number[] =>
      levels.map((x, at) => (at % 2 === 0 ? move(x) : x));
    return { ...event, bids: moved(event.bids), asks: moved(event.asks) };
  }
  const { open, high, low, close } = event;
  return { ...event, open: move(open), high: move(high), low: move(low), close: move(close) };
}

/** Freezes plain data all the way down. */
export function freeze(thing: unknown): void {
  if (typeof thing !== 'object' || thing === null || Object.isFrozen(thing)) return;
  Object.freeze(thing);
  for (const child of Object.values(thing)) freeze(child);
}
