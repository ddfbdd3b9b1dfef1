import { BotrcError, type Clock, type Ms } from '@botrc/sdk';
import { backoffMs } from '../backoff.ts';

/** Longest wait for a turn; an order that would wait longer is not sent. */
const MOST_WAIT_MS: Ms = 5_000;
/** What Bybit makes an address wait after HTTP 403. https://bybit-exchange.github.io/docs/v5/rate-limit */
const BANNED_MS: Ms = 600_000;
/** Waits are spread by so much, so that many do not go at once. */
const JITTER_MS: Ms = 20;

/** A second, and what the way there may differ from request to request. */
const WINDOW_MS: Ms = 1_100;

interface Bucket {
  /** Requests a second. */
  most: number;
  /** When each of the newest tokens was taken, or will be: a token comes back a second after it was taken. */
  taken: Ms[];
  /** By the venue's word there is nothing before then. */
  emptyUntilMs: Ms;
}

/**
 * E-4: a token bucket for each limit that Bybit documents by user, told of its state by the answers' headers, and one
 * pause for the whole account after 403, 429 or a code that says "too many".
 */
export class Limits {
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #buckets = new Map<string, Bucket>();
  #pausedUntilMs: Ms = 0;
  #pauses = 0;

  constructor(clock: Clock, random: () => number) {
    this.#clock = clock;
    this.#random = random;
  }

  /**
   * Waits for a turn of `name`, of which `perSecond` are allowed.
   * @throws BOTRC_RATE_LIMITED where the turn would come too late: nothing was sent
   */
  async turn(name: string, perSecond: number): Promise<void> {
    const waitMs = this.#take(name, perSecond);
    if (waitMs > 0)
      await new Promise<void>((resolve) =>
        this.#clock.setTimer(waitMs + this.#random() * JITTER_MS, resolve),
      );
  }

  /** What an answer's headers say: X-Bapi-Limit, -Limit-Status (what is left) and -Limit-Reset-Timestamp. */
  told(name: string, headers: { get(name: string): string | null }, venueNowMs: Ms): void {
    const bucket = this.#buckets.get(name);
    const [most, left, resetMs] = ['', '-status', '-reset-timestamp'].map((end) => {
      const text = headers.get(`x-bapi-limit${end}`);
      return text === null || !/^\d{1,16}$/.test(text) ? undefined : Number(text);
    });
    if (bucket === undefined || most === undefined || left === undefined || most === 0) return;
    bucket.most = most;
    if (left > 0 || resetMs === undefined) return;
    const inMs = Math.min(1_000, Math.max(0, resetMs - venueNowMs));
    bucket.emptyUntilMs = this.#clock.now() + inMs;
  }

  /** The venue refused: everything of the account waits. A ban is the venue's own ten minutes. */
  refused(kind: 'ban' | 'busy'): void {
    const waitMs = kind === 'ban' ? BANNED_MS : 1_000 + backoffMs(this.#pauses++, this.#random);
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, this.#clock.now() + waitMs);
  }

  /** The venue answers again. */
  served(): void {
    this.#pauses = 0;
  }

  /** Takes a token, if need be one of the future. Returns how long it is until then. */
  #take(name: string, perSecond: number): Ms {
    const now = this.#clock.now();
    let bucket = this.#buckets.get(name);
    if (bucket === undefined) {
      bucket = { most: perSecond, taken: [], emptyUntilMs: 0 };
      this.#buckets.set(name, bucket);
    }
    const { most, taken, emptyUntilMs } = bucket;
    const backMs = (taken[taken.length - most] ?? -WINDOW_MS) + WINDOW_MS;
    const atMs = Math.max(now, backMs, taken.at(-1) ?? 0, emptyUntilMs, this.#pausedUntilMs);
    const waitMs = atMs - now;
    if (waitMs > MOST_WAIT_MS)
      throw new BotrcError('BOTRC_RATE_LIMITED', 'too much was asked of Bybit: the request was not sent', {
        found: `a turn in ${Math.ceil(waitMs / 1_000)} s`,
        where: name,
        mend: 'Nothing: it is over by itself. If it repeats, trade fewer instruments or slower strategies.',
      });
    taken.push(atMs);
    if (taken.length > 2 * most) taken.splice(0, taken.length - most);
    return waitMs;
  }
}
