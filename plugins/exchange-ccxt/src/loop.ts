import type { Clock, InstrumentId, Ms, PluginLog } from '@botrc/sdk';
import type { Drops } from './drops.ts';
import { isA, reasonOf } from './failures.ts';
import type { Feeds } from './feeds.ts';
import { pause, retryMs } from './pause.ts';

export interface LoopParts {
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: PluginLog;
  readonly feeds: Feeds;
  readonly drops: Drops;
}

/** One thing that is asked for over and over: ccxt's stream of it, or a question. */
export interface Asked<T> {
  /** For people and the log: `book:BTCUSDT`. */
  readonly name: string;
  readonly instrument?: InstrumentId;
  /** Between two questions; undefined: it streams, and the next answer comes when there is news. */
  readonly everyMs: Ms | undefined;
  next(): Promise<T>;
  heard(value: T): void;
  /** What is to be done before it is asked again after a failure. */
  again?(): void | Promise<void>;
}

export interface Loop {
  stop(): void;
}

/** Asks for ever, after a failure again with backoff and jitter, until it is stopped. */
export function startLoop<T>(asked: Asked<T>, parts: LoopParts): Loop {
  const { clock, random, log, feeds, drops } = parts;
  let isStopped = false;

  async function run(): Promise<void> {
    for (let attempt = 0; !isStopped; ) {
      try {
        if (attempt > 0) await asked.again?.();
        const value = await asked.next();
        if (isStopped) return;
        attempt = 0;
        feeds.flows(asked.name, asked.instrument);
        hear(value);
        if (asked.everyMs !== undefined) await pause(clock, asked.everyMs);
      } catch (error) {
        if (isStopped) return;
        log.debug('asked in vain', { name: asked.name, reason: reasonOf(error), attempt });
        // Our own renewal of a silent connection ends all streams on it: that is no failure of theirs.
        feeds.fails(asked.name, isA(error, 'ExchangeClosedByUser') ? 'connected anew' : reasonOf(error));
        await pause(clock, retryMs(attempt++, random));
      }
    }
  }

  function hear(value: T): void {
    try {
      asked.heard(value);
    } catch (error) {
      drops.add(error, asked.name);
    }
  }

  void run();
  return {
    stop() {
      isStopped = true;
      feeds.forget(asked.name);
    },
  };
}
