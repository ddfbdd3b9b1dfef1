import type { Ms } from '../../sdk/index.ts';

/** Where a replay of a recorded run stands. A bot that lives has none. */
export interface TapeRow {
  /** By the recorded clock. */
  readonly atMs: Ms;
  /** Of the last event that was played; 0 before the first. And of the last one there is, as far as that is known. */
  readonly seq: number;
  readonly lastSeq: number;
  /** Recorded ms per ms. */
  readonly speed: number;
  readonly state: 'playing' | 'paused' | 'seeking' | 'ended';
  /** seq of the first event at which it does not do what was recorded; null so far. */
  readonly difference: number | null;
}

/** What a viewer can have a replay do. Nothing of it moves money: the venue of a replay is its record. */
export type TapeMove =
  | { readonly do: 'pause' | 'play' }
  /** To the next event, or the next that led to something; then it is paused. */
  | { readonly do: 'step'; readonly to: 'event' | 'decision' }
  /** In 0.01..100000. */
  | { readonly do: 'speed'; readonly speed: number }
  /**
   * To right before a seq, the decision for a client order id, or a moment (ISO 8601); then it is paused. What lies
   * behind is played again from the run's beginning.
   */
  | { readonly do: 'jump'; readonly to: string };

export const SLOWEST = 0.01;
export const FASTEST = 100_000;
