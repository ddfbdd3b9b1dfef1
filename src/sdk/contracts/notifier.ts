import type { Ms } from '../values/time.ts';
import type { PluginContext, PluginMeta } from './plugin.ts';
import type { Schema, SchemaOutput } from './schema.ts';

export type AlertLevel = 'info' | 'warning' | 'critical';

/** Plain text, already redacted and free of control characters. */
export interface Alert {
  /** Unique. */
  readonly id: string;
  readonly level: AlertLevel;
  /** One line, <= 80 characters. */
  readonly title: string;
  /** One or a few lines, <= 1000 characters. */
  readonly text: string;
  readonly timeMs: Ms;
  /** The bot's name. */
  readonly bot: string;
  /** Alerts with equal keys within a few minutes are sent once. */
  readonly dedupeKey: string;
}

/** Sends alerts somewhere. The host queues, deduplicates, retries and never waits for it. */
export interface Notifier {
  /**
   * One attempt to deliver. Resolves when the service took it.
   * @throws BOTRC_NOTIFY_RETRY (detail.data.retryAfterMs where the service said so) for what may work later,
   *         any other BotrcError for what never will (bad token, unknown chat).
   */
  send(alert: Alert, signal: AbortSignalLike): Promise<void>;
  close(): Promise<void>;
}

/** The part of AbortSignal that a notifier may use; the host aborts at its deadline. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

export interface NotifierPlugin<S extends Schema = Schema> extends PluginMeta {
  readonly kind: 'notifier';
  readonly options: S;
  create(options: SchemaOutput<S>, context: PluginContext): Notifier;
}

export interface NotifierDefinition<S extends Schema>
  extends Omit<NotifierPlugin<S>, 'kind' | 'sdk' | 'permissions'> {
  readonly sdk?: string;
  readonly permissions?: PluginMeta['permissions'];
}

/** A notifier package's default export. `sdk` defaults to `^1`. */
export function defineNotifier<S extends Schema>(definition: NotifierDefinition<S>): NotifierPlugin<S> {
  return { sdk: '^1', permissions: {}, ...definition, kind: 'notifier' };
}
