import type { Clock, Ms } from '@botrc/sdk';
import { has } from './capabilities.ts';
import type { CcxtClient } from './client.ts';
import type { Deadline } from './deadline.ts';

const FRESH_MS: Ms = 600_000;

/** The venue's clock, where it tells it; else ours. */
export class VenueTime {
  readonly #client: CcxtClient;
  readonly #deadline: Deadline;
  readonly #clock: Clock;
  #offsetMs: Ms = 0;
  #measuredMs: Ms | undefined;

  constructor(client: CcxtClient, deadline: Deadline, clock: Clock) {
    this.#client = client;
    this.#deadline = deadline;
    this.#clock = clock;
  }

  /** By the last measurement. */
  now(): Ms {
    return this.#clock.now() + this.#offsetMs;
  }

  /** Measured anew where that was long ago. @throws BOTRC_EXCHANGE_… */
  async known(): Promise<Ms> {
    const isFresh = this.#measuredMs !== undefined && this.#clock.now() - this.#measuredMs < FRESH_MS;
    if (!isFresh && has(this.#client, 'fetchTime')) await this.measure();
    return this.now();
  }

  /** The venue's clock minus ours. @throws BOTRC_EXCHANGE_… */
  async measure(): Promise<Ms> {
    const sentMs = this.#clock.now();
    const venueMs = await this.#deadline.ask('time', () => this.#client.fetchTime());
    const gotMs = this.#clock.now();
    this.#offsetMs = Math.round(venueMs - (sentMs + gotMs) / 2);
    this.#measuredMs = gotMs;
    return this.#offsetMs;
  }
}
