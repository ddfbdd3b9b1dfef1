import type { Bar, MarketEvent } from '../market/events.ts';
import type { Instrument } from '../market/instrument.ts';
import type { Subscription } from '../market/subscription.ts';
import { nextFloat, nextNormal, nextUint, type Random, seedRandom } from '../values/random.ts';
import { type Interval, intervalMs, type Ms } from '../values/time.ts';
import type { Tape, TapeEntry } from './tape.ts';

export interface SyntheticOptions {
  readonly seed: string | number;
  readonly instruments: readonly Instrument[];
  /** What to make; the smallest common step of an instrument's bar intervals is its pace, else one minute. */
  readonly subscriptions: readonly Subscription[];
  /** Steps to make, each one bar of the pace. */
  readonly steps: number;
  /** Open of the first bar, a whole UTC day. Default 2023-11-14. */
  readonly startMs?: Ms;
}

/** 2023-11-14T00:00:00Z: midnight, so that bars of every interval begin here. */
const START_MS = 1_699_920_000_000;

/**
 * A seeded random walk as a tape: volatility that comes and goes, a pull toward the starting price so that it
 * stays believable however long it runs, a bar without volume now and then. Equal options give equal tapes.
 */
export function syntheticTape(options: SyntheticOptions): Tape {
  const { instruments, subscriptions, steps, seed, startMs = START_MS } = options;
  const walks = instruments.map((instrument) => {
    const own = subscriptions.filter((s) => s.instrument === instrument.id);
    return createWalk(instrument, own, `${seed}/${instrument.id}`, startMs);
  });
  const entries: TapeEntry[] = [];
  for (const walk of walks) {
    for (let i = 0; i < steps; i++) {
      for (const event of stepWalk(walk)) entries.push({ at: event.time, event });
    }
  }
  // The sort is stable: of one moment, each instrument's events stay in their order.
  if (walks.length > 1) entries.sort((a, b) => a.at - b.at);
  return { instruments, entries };
}

/** The widest step of which every interval is a whole multiple; one minute where there is none. */
export function commonStepMs(intervals: readonly Interval[]): Ms {
  const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
  return intervals.length === 0 ? 60_000 : intervals.map(intervalMs).reduce(gcd);
}

interface Walk {
  readonly instrument: Instrument;
  readonly subscriptions: readonly Subscription[];
  readonly random: Random;
  readonly stepMs: Ms;
  /** Unfinished bars of the subscribed intervals, shortest first. */
  readonly open: { readonly interval: Interval; bar: Bar | undefined }[];
  timeMs: Ms;
  /** In ticks. */
  price: number;
  /** Logarithm of the present volatility relative to the usual one. */
  mood: number;
  count: number;
}

/** Ticks. */
const START_PRICE = 300_000;
/** Standard deviation of one step, as a fraction of the price, in an ordinary mood. */
const STEP_SIGMA = 0.001;

function createWalk(
  instrument: Instrument,
  subscriptions: readonly Subscription[],
  seed: string,
  timeMs: Ms,
): Walk {
  const intervals = subscriptions.flatMap((s) => (s.stream === 'bar' ? [s.interval] : []));
  const distinct = [...new Set(intervals)].sort((a, b) => intervalMs(a) - intervalMs(b));
  return {
    instrument,
    subscriptions,
    random: seedRandom(seed),
    stepMs: commonStepMs(distinct),
    open: distinct.map((interval) => ({ interval, bar: undefined })),
    timeMs,
    price: START_PRICE,
    mood: 0,
    count: 0,
  };
}

/** The events of one step, in the order in which a venue would send them: book, trade, ticker, finished bars. */
function stepWalk(walk: Walk): MarketEvent[] {
  const { random, instrument } = walk;
  walk.mood = 0.98 * walk.mood + 0.15 * nextNormal(random);
  const sigma = STEP_SIGMA * Math.exp(walk.mood);
  const path = [walk.price];
  for (let i = 0; i < 4; i++) {
    const pull = -0.0005 * Math.log(walk.price / START_PRICE);
    walk.price = Math.max(1, Math.round(walk.price * Math.exp(pull + (sigma / 2) * nextNormal(random))));
    path.push(walk.price);
  }
  const volume = nextFloat(random) < 0.02 ? 0 : (1 + (nextUint(random) % 5000)) * instrument.lot;
  walk.timeMs += walk.stepMs;
  walk.count++;
  const events: MarketEvent[] = [];
  for (const { stream } of walk.subscriptions) if (stream !== 'bar') events.push(quote(walk, stream, volume));
  for (const slot of walk.open) {
    const bar = addToBar(slot.bar, slot.interval, walk, path, volume);
    const finished = walk.timeMs >= bar.time;
    slot.bar = finished ? undefined : bar;
    if (finished) events.push(bar);
  }
  return events;
}

function addToBar(bar: Bar | undefined, interval: Interval, walk: Walk, path: number[], volume: number): Bar {
  const prices = path.map((ticks) => ticks * walk.instrument.tick);
  const openMs = bar?.openMs ?? walk.timeMs - walk.stepMs;
  return {
    type: 'bar',
    instrument: walk.instrument.id,
    interval,
    openMs,
    time: openMs + intervalMs(interval),
    open: bar?.open ?? (prices[0] as number),
    high: Math.max(bar?.high ?? 0, ...prices),
    low: Math.min(bar?.low ?? Number.MAX_SAFE_INTEGER, ...prices),
    close: prices.at(-1) as number,
    volume: (bar?.volume ?? 0) + volume,
  };
}

/** Levels on each side of the book; its spread is two ticks. */
const LEVELS = 10;

function quote(walk: Walk, stream: 'book' | 'trade' | 'ticker', volume: number): MarketEvent {
  const { instrument, timeMs: time, count, random } = walk;
  const price = walk.price * instrument.tick;
  if (stream === 'ticker') {
    return { type: 'ticker', instrument: instrument.id, time, last: price, mark: price, index: price };
  }
  if (stream === 'trade') {
    const side = nextFloat(random) < 0.5 ? 'buy' : 'sell';
    const quantity = Math.max(volume, instrument.lot);
    return { type: 'trade', instrument: instrument.id, time, id: `t${count}`, side, price, quantity };
  }
  const levels = (sign: 1 | -1): number[] =>
    Array.from({ length: LEVELS }, (_, i) => [
      price + sign * (i + 1) * instrument.tick,
      (1 + (nextUint(random) % 100)) * instrument.lot,
    ])
      .filter(([level = 0]) => level > 0)
      .flat();
  return {
    type: 'book',
    instrument: instrument.id,
    time,
    kind: 'snapshot',
    update: count,
    bids: levels(-1),
    asks: levels(1),
  };
}
