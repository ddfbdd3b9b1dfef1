import {
  type Alert,
  type Clock,
  type Ms,
  type PlainError,
  type PluginLog,
  plainLines,
  plainText,
} from '../../sdk/index.ts';
import type { SecretSet } from '../config/secrets.ts';
import { pause } from '../supervise/backoff.ts';
import { Dedupe } from './dedupe.ts';
import { type AlertTarget, Lane, type LaneStatus } from './lane.ts';
import { shownError } from './scrub.ts';

export type { AlertTarget, LaneStatus } from './lane.ts';

export interface AlertsOptions {
  readonly notifiers: readonly AlertTarget[];
  readonly clock: Clock;
  readonly log: PluginLog;
  /** The bot's name, which every alert carries. */
  readonly bot: string;
  /** Masked in all that is sent or told. */
  readonly secrets?: SecretSet;
}

/** JSON-plain. */
export interface AlertsStatus {
  readonly notifiers: readonly LaneStatus[];
  /** Alerts held back because one with their key went out within five minutes. */
  readonly heldBack: number;
}

export interface AlertTest {
  readonly notifier: string;
  readonly ok: boolean;
  readonly error?: PlainError;
}

/** Between the core and the notifiers: nothing that a notifier does or fails to do reaches whoever raises an alert. */
export interface Alerts {
  /** Returns at once. The alert goes to every notifier whose level it reaches, unless it repeats itself. */
  raise(alert: Omit<Alert, 'id' | 'timeMs' | 'bot'>): void;
  /** Sends a test alert through each notifier, whatever its level: one attempt, past the queue. */
  test(): Promise<AlertTest[]>;
  /** Waits until nothing waits any more, at most `limitMs`; returns how many alerts still do. */
  flush(limitMs: Ms): Promise<number>;
  /** Gives what waits `graceMs` (default 2000) to go out, then drops it and closes the notifiers. */
  close(graceMs?: Ms): Promise<void>;
  status(): AlertsStatus;
}

/** The longest title and text that a notifier is promised. */
const TITLE = 80;
const TEXT = 1000;
const GRACE_MS: Ms = 2_000;
/** A notifier that does not close within it is left behind. */
const CLOSE_MS: Ms = 2_000;

export function createAlerts({ notifiers, clock, log, bot, secrets }: AlertsOptions): Alerts {
  const lanes = notifiers.map((target) => new Lane(target, clock, log, secrets));
  const dedupe = new Dedupe();
  const session = clock.now().toString(36);
  let count = 0;
  let heldBack = 0;
  let closing: Promise<void> | undefined;

  const masked = (text: string): string => secrets?.redact(text) ?? text;

  const make = (alert: Omit<Alert, 'id' | 'timeMs' | 'bot'>, note = ''): Alert => ({
    id: `${bot}-${session}-${++count}`,
    level: alert.level,
    // Secrets go before anything is cut: a cut one is not found any more.
    title: plainText(masked(alert.title), TITLE),
    text: plainLines(masked(alert.text), TEXT - note.length) + note,
    timeMs: clock.now(),
    bot,
    dedupeKey: masked(alert.dedupeKey),
  });

  /** Within `ms` by the clock, or not at all. */
  const within = async (ms: Ms, work: Promise<unknown>): Promise<void> => {
    const done = new AbortController();
    try {
      await Promise.race([work, pause(clock, ms, done.signal)]);
    } finally {
      done.abort();
    }
  };

  const flush = async (limitMs: Ms): Promise<number> => {
    await within(limitMs, Promise.all(lanes.map((lane) => lane.idle())));
    return lanes.reduce((sum, lane) => sum + lane.status().queued, 0);
  };

  const closeLane = async (lane: Lane): Promise<void> => {
    try {
      await within(CLOSE_MS, lane.close());
    } catch (error) {
      log.warn(`${lane.target.name}: closing failed: ${shownError(error, secrets).message}`);
    }
  };

  return {
    raise(alert) {
      const held = dedupe.pass(alert.dedupeKey, alert.level, clock.now());
      if (held === undefined) {
        heldBack++;
        return;
      }
      const made = make(alert, held > 0 ? `\n(${held} more like this since the last one)` : '');
      for (const lane of lanes) lane.offer(made);
    },

    test: () =>
      Promise.all(
        lanes.map(async (lane): Promise<AlertTest> => {
          const text = `Alerts of level ${lane.target.level} and above will arrive here.`;
          const error = await lane.test(
            make({ level: 'info', title: 'Test of botrc', text, dedupeKey: 'test' }),
          );
          return { notifier: lane.target.name, ok: error === null, ...(error && { error }) };
        }),
      ),

    flush,

    close(graceMs = GRACE_MS) {
      closing ??= flush(graceMs)
        .then(() => Promise.all(lanes.map(closeLane)))
        .then(() => undefined);
      return closing;
    },

    status: () => ({ notifiers: lanes.map((lane) => lane.status()), heldBack }),
  };
}
