import type { Ms } from '@botrc/sdk';
import { wallMs } from './wall.ts';
import type { World } from './world.ts';

/** With nobody connected and nobody asking for so long, a recording begins anew for the next client. */
const QUIET_MS = 20_000;

/** The world that clients meet. A recording is set up again for each client that comes to an empty house. */
export class Stage {
  readonly #build: (notBeforeMs: Ms) => World;
  readonly #renewable: boolean;
  readonly #log: (line: string) => void;
  readonly #quietMs: Ms;
  #world: World;
  #clients = 0;
  #contactWall: number = wallMs();

  /** `renewable`: `build` may be called again; its world's time is not below `notBeforeMs`. */
  constructor(
    build: (notBeforeMs: Ms) => World,
    renewable: boolean,
    log: (line: string) => void,
    quietMs: Ms = QUIET_MS,
  ) {
    this.#build = build;
    this.#renewable = renewable;
    this.#log = log;
    this.#quietMs = quietMs;
    this.#world = build(0);
  }

  /** As it is now. */
  get world(): World {
    return this.#world;
  }

  /** The world for a request or a new connection. */
  contact(): World {
    const now = wallMs();
    const quiet = this.#clients === 0 && now - this.#contactWall > this.#quietMs;
    this.#contactWall = now;
    if (quiet && this.#renewable) {
      this.#world.close();
      this.#world = this.#build(this.#world.clock.now());
      this.#log('the recording is set to its beginning');
    }
    return this.#world;
  }

  enter(): World {
    const world = this.contact();
    this.#clients++;
    return world;
  }

  leave(): void {
    this.#clients--;
    this.#contactWall = wallMs();
  }

  close(): void {
    this.#world.close();
  }
}
