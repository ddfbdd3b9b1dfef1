import type { Ms, Random } from '../sdk/index.ts';
import { seedRandom } from '../sdk/index.ts';
import { drawLatency, type Latency } from './latency.ts';

/**
 * What a venue tells, on its way to the bot (E-8): each message takes a latency of its own, and none overtakes the one
 * before it. The venue itself sees its market at once. Plain data, with a generator of its own, so that what is told
 * does not change what happens.
 */
export interface DataLine<T> {
  readonly latency: Latency;
  readonly random: Random;
  /** Oldest first; no longer than what is told within the greatest latency. */
  readonly underWay: { readonly dueMs: Ms; readonly message: T }[];
}

export function createDataLine<T>(latency: Latency, seed: string | number): DataLine<T> {
  return { latency, random: seedRandom(`${seed}/data`), underWay: [] };
}

/** Puts a message under way. */
export function tell<T>(line: DataLine<T>, message: T, nowMs: Ms): void {
  const before = line.underWay.at(-1)?.dueMs ?? 0;
  line.underWay.push({ dueMs: Math.max(nowMs + drawLatency(line.latency, line.random), before), message });
}

/** Takes off the line what has arrived by `nowMs`, in order. */
export function hear<T>(line: DataLine<T>, nowMs: Ms): T[] {
  const { underWay } = line;
  let arrived = 0;
  while (arrived < underWay.length && underWay[arrived]!.dueMs <= nowMs) arrived++;
  return arrived === 0 ? [] : underWay.splice(0, arrived).map(({ message }) => message);
}

/** When the next message arrives; undefined: none is under way. */
export function nextHeardMs(line: DataLine<unknown>): Ms | undefined {
  return line.underWay[0]?.dueMs;
}
