import type { Ms } from '@botrc/sdk';
import type { Maker } from './make/maker.ts';
import { STEP_MS } from './make/path.ts';
import type { Feed } from './runner.ts';

/** Something that happens at a known time. */
export interface Happening {
  readonly atMs: Ms;
  readonly happen: () => void;
}

/** What was recorded, and the makers that make the rest, in one order of time. */
export class Playback implements Feed {
  readonly #recorded: readonly Happening[];
  readonly #makers: Maker[];
  readonly #onEnd: () => readonly Maker[];
  #index = 0;
  #stepMs: Ms;
  #ended = false;

  /**
   * `recorded`: oldest first. `onEnd`: called once after the last of it; the makers it returns join those that are
   * at work from the beginning.
   */
  constructor(
    beginMs: Ms,
    makers: readonly Maker[],
    recorded: readonly Happening[] = [],
    onEnd: () => readonly Maker[] = () => [],
  ) {
    this.#stepMs = Math.ceil(beginMs / STEP_MS) * STEP_MS;
    this.#makers = [...makers];
    this.#recorded = recorded;
    this.#onEnd = onEnd;
  }

  next(): Ms {
    const made = this.#stepMs + STEP_MS;
    return Math.min(this.#recorded[this.#index]?.atMs ?? made, made);
  }

  advance(): void {
    const recorded = this.#recorded[this.#index];
    if (recorded !== undefined && recorded.atMs <= this.#stepMs + STEP_MS) {
      this.#index++;
      recorded.happen();
      return;
    }
    if (recorded === undefined && !this.#ended) {
      this.#ended = true;
      this.#makers.push(...this.#onEnd());
    }
    for (const maker of this.#makers) maker.step(this.#stepMs);
    this.#stepMs += STEP_MS;
  }
}
