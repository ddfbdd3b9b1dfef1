import type { Alert, AlertLevel, Clock, Ms, Notifier, PlainError, PluginLog } from '../../sdk/index.ts';
import type { SecretSet } from '../config/secrets.ts';
import { pause } from '../supervise/backoff.ts';
import { URGENCY } from './level.ts';
import { shownError } from './scrub.ts';
import { createSender, type Sender } from './sender.ts';

/** Alerts that may wait; see `Lane.offer` for what goes when there are more. */
const MOST_WAITING = 100;
/** Waits between the tries of one alert: six tries in all. */
const BACKOFF_MS: readonly Ms[] = [1_000, 2_000, 5_000, 10_000, 30_000];
/** A service that asks for a longer wait than this is asked again after it. */
const LONGEST_WAIT_MS: Ms = 3_600_000;

/** A notifier as the profile uses it. */
export interface AlertTarget {
  readonly name: string;
  readonly notifier: Notifier;
  /** Alerts below it are not for this notifier. */
  readonly level: AlertLevel;
}

/** JSON-plain. Counts are since the start. */
export interface LaneStatus {
  readonly name: string;
  readonly level: AlertLevel;
  /** Waiting, the one being sent included. */
  readonly queued: number;
  readonly sent: number;
  /** Given up after their last try. */
  readonly failed: number;
  /** Pushed out of a full queue. */
  readonly dropped: number;
  readonly lastSentMs: Ms | null;
  /** Null once an alert has gone out again. */
  readonly lastError: PlainError | null;
}

/** One notifier's queue: urgent alerts first, one at a time, each tried up to six times. */
export class Lane {
  readonly target: AlertTarget;
  readonly #clock: Clock;
  readonly #log: PluginLog;
  readonly #secrets: SecretSet | undefined;
  readonly #send: Sender;
  readonly #ending = new AbortController();
  #waiting: Alert[] = [];
  #current: Alert | undefined;
  #draining: Promise<void> | undefined;
  #sent = 0;
  #failed = 0;
  #dropped = 0;
  #lastSentMs: Ms | null = null;
  #lastError: PlainError | null = null;

  constructor(target: AlertTarget, clock: Clock, log: PluginLog, secrets?: SecretSet) {
    this.target = target;
    this.#clock = clock;
    this.#log = log;
    this.#secrets = secrets;
    this.#send = createSender(target.name, target.notifier, clock);
  }

  /** Takes an alert if its level is wanted here. Of a full queue the oldest of the least urgent ones goes. */
  offer(alert: Alert): void {
    if (URGENCY[alert.level] < URGENCY[this.target.level] || this.#ending.signal.aborted) return;
    const behind = this.#waiting.findIndex((other) => URGENCY[other.level] < URGENCY[alert.level]);
    this.#waiting.splice(behind < 0 ? this.#waiting.length : behind, 0, alert);
    if (this.#waiting.length > MOST_WAITING) this.#drop();
    this.#draining ??= this.#drain();
  }

  /** One attempt outside the queue. Null where it was delivered. */
  async test(alert: Alert): Promise<PlainError | null> {
    try {
      await this.#send(alert, this.#ending.signal);
      return null;
    } catch (error) {
      return shownError(error, this.#secrets);
    }
  }

  /** Settles when nothing waits any more. */
  async idle(): Promise<void> {
    await this.#draining;
  }

  /** What waits is dropped, what is being sent is aborted, and the notifier is closed. */
  async close(): Promise<void> {
    this.#ending.abort();
    this.#dropped += this.#waiting.length;
    this.#waiting = [];
    await this.idle();
    await this.target.notifier.close();
  }

  status(): LaneStatus {
    return {
      name: this.target.name,
      level: this.target.level,
      queued: this.#waiting.length + (this.#current ? 1 : 0),
      sent: this.#sent,
      failed: this.#failed,
      dropped: this.#dropped,
      lastSentMs: this.#lastSentMs,
      lastError: this.#lastError,
    };
  }

  #drop(): void {
    const least = Math.min(...this.#waiting.map((alert) => URGENCY[alert.level]));
    this.#waiting.splice(
      this.#waiting.findIndex((alert) => URGENCY[alert.level] === least),
      1,
    );
    this.#dropped++;
    if (this.#dropped === 1)
      this.#log.warn(`${this.target.name}: too many alerts are waiting; the oldest are dropped`);
  }

  async #drain(): Promise<void> {
    for (this.#current = this.#waiting.shift(); this.#current; this.#current = this.#waiting.shift()) {
      await this.#deliver(this.#current);
    }
    this.#draining = undefined;
  }

  /** Never rejects: what cannot be delivered ends in the log. */
  async #deliver(alert: Alert): Promise<void> {
    const { signal } = this.#ending;
    for (let tries = 1; ; tries++) {
      try {
        await this.#send(alert, signal);
        this.#sent++;
        this.#lastSentMs = this.#clock.now();
        this.#lastError = null;
        return;
      } catch (error) {
        this.#lastError = shownError(error, this.#secrets);
      }
      const wait = BACKOFF_MS[tries - 1];
      if (this.#lastError.code !== 'BOTRC_NOTIFY_RETRY' || wait === undefined || signal.aborted) {
        this.#giveUp(alert, tries, this.#lastError);
        return;
      }
      const asked = Number(this.#lastError.data?.retryAfterMs ?? 0);
      await pause(this.#clock, Math.min(LONGEST_WAIT_MS, Math.max(wait, asked)), signal);
    }
  }

  #giveUp(alert: Alert, tries: number, error: PlainError): void {
    this.#failed++;
    const why = error.found === undefined ? error.message : `${error.message} (${error.found})`;
    this.#log.error(`${this.target.name}: an alert was not delivered: ${why}`, {
      code: error.code,
      alert: alert.id,
      title: alert.title,
      level: alert.level,
      tries,
    });
  }
}
