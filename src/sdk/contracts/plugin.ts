import type { Ms } from '../values/time.ts';
import type { Clock } from './clock.ts';
import type { Schema } from './schema.ts';

/** The version of this SDK. A plugin states the range it was written for as `sdk: "^1"`. */
export const SDK_VERSION = '1.0.0';

export type PluginKind = 'strategy' | 'exchange' | 'notifier' | 'risk-rule' | 'panel';

/** What a plugin says it needs. Shown before install; enforced only where the docs say so. */
export interface Permissions {
  /** Host names it talks to, e.g. `api.bybit.com`; `*`: its options decide; empty: none. */
  readonly network?: readonly string[];
  /** Names of secrets it reads through its options. */
  readonly secrets?: readonly string[];
  /** Programs it starts, e.g. `notify-send`. */
  readonly programs?: readonly string[];
}

/** What every plugin's default export has. Made by a `define…()` helper. */
export interface PluginMeta {
  readonly kind: PluginKind;
  /** Short name, as profiles write it: `bybit`. [a-z0-9-]{1,40} */
  readonly name: string;
  /** Semver of the plugin. */
  readonly version: string;
  /** Semver range of the SDK: `^1`. */
  readonly sdk: string;
  readonly options: Schema;
  readonly permissions: Permissions;
}

/** What the host gives a plugin that does I/O. */
export interface PluginContext {
  readonly clock: Clock;
  readonly log: PluginLog;
  /** A float in [0, 1): jitter and the like. Seeded in tests. */
  readonly random: () => number;
  /**
   * Where the bot's time stood when it last stopped; absent on its first start. An exchange with a clock of its own
   * starts no earlier: a bot's time never goes back.
   */
  readonly resumeMs?: Ms;
}

/** Structured, redacted and sanitised by the host. Fields are JSON-plain. */
export interface PluginLog {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;
