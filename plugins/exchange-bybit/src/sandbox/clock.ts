import type { Ms } from '@botrc/sdk';
import { wallMs } from './wall.ts';

/** The venue's time: held still until started, then `speed` times as fast as the wall. */
export class VenueClock {
  readonly #speed: number;
  readonly #base: Ms;
  /** How far what the venue says of the time, and holds requests to, is off. */
  skewMs: Ms = 0;
  #startedWall: number | undefined;

  constructor(baseMs: Ms, speed: number) {
    this.#base = baseMs;
    this.#speed = speed;
  }

  get held(): boolean {
    return this.#startedWall === undefined;
  }

  /** True where a second here is a second of the wall. */
  get isWallPaced(): boolean {
    return !this.held && this.#speed === 1;
  }

  /** No effect when it runs already. */
  start(): void {
    this.#startedWall ??= wallMs();
  }

  now(): Ms {
    if (this.#startedWall === undefined) return this.#base;
    return this.#base + Math.floor((wallMs() - this.#startedWall) * this.#speed);
  }

  /** What the venue says that the time is: see `skewMs`. */
  told(): Ms {
    return this.now() + this.skewMs;
  }

  /** Wall ms until the venue's `dueMs`, 0 when it is past. */
  wallDelay(dueMs: Ms): number {
    return Math.max(0, (dueMs - this.now()) / this.#speed);
  }
}
