import type { Publish } from '../market/publish.ts';

/** What every source needs to make a world. */
export interface WorldOptions {
  /** Venue seconds per wall second. */
  readonly speed: number;
  /** Instruments to trade besides those of the source. */
  readonly symbols: readonly string[];
  readonly publish: Publish;
  readonly log: (line: string) => void;
}
