import type { PluginLog } from '../../sdk/index.ts';
import type { AlertRequest } from '../effects/executor.ts';

/** Alerts from before there is anybody to take them: more than a start can have. */
const MOST_EARLY = 100;

/**
 * What a plugin logs with `alert: true` is worth an eye at once (E-5): it goes out as an alert too, a warning as a warning and
 * an error as critical. What it says before the bot stands is kept until then.
 */
export class PluginAlerts {
  readonly #early: AlertRequest[] = [];
  #raise: (alert: AlertRequest) => void = (alert) => {
    if (this.#early.length < MOST_EARLY) this.#early.push(alert);
  };

  /** The log of the plugin `name`. */
  log(log: PluginLog, name: string): PluginLog {
    const tell = (level: 'warning' | 'critical', text: string, fields: Fields | undefined): void => {
      if (fields?.alert !== true) return;
      const reason = fields.reason ?? fields.retMsg;
      this.#raise({
        level,
        title: `${name}: ${text}`,
        text: reason === undefined ? text : `${text}: ${String(reason)}`,
        dedupeKey: `plugin/${name}/${text}`,
      });
    };
    return {
      debug: (text, fields) => log.debug(text, fields),
      info: (text, fields) => log.info(text, fields),
      warn(text, fields) {
        log.warn(text, fields);
        tell('warning', text, fields);
      },
      error(text, fields) {
        log.error(text, fields);
        tell('critical', text, fields);
      },
    };
  }

  /** Somebody takes them from now on. */
  open(raise: (alert: AlertRequest) => void): void {
    this.#raise = raise;
    for (const alert of this.#early.splice(0)) raise(alert);
  }
}

type Fields = NonNullable<Parameters<PluginLog['error']>[1]>;
