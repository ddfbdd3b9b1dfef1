import type { Ms } from '@botrc/sdk';
import type { Publish } from '../market/publish.ts';

/** What every source needs to make a world. */
export interface WorldOptions {
  /** Venue seconds per wall second. */
  readonly speed: number;
  /** How far the venue's clock is ahead of the wall, in ms; of a synthetic source. */
  readonly aheadMs: Ms;
  /** Instruments to trade besides those of the source. */
  readonly symbols: readonly string[];
  readonly publish: Publish;
  readonly log: (line: string) => void;
}
