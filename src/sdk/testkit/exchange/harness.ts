import type { Clock } from '../../contracts/clock.ts';
import type { ExchangePlugin } from '../../contracts/exchange.ts';
import type { InstrumentId } from '../../values/ids.ts';
import type { Ms } from '../../values/time.ts';
import { FakeClock } from '../clock.ts';

/** What the exchange suite needs to try a plugin. */
export interface ExchangeHarness {
  readonly plugin: ExchangePlugin;
  /** As a profile would write them. */
  readonly options: unknown;
  /** Ids the venue lists and has data for, at least one. */
  readonly instruments: readonly InstrumentId[];
  /** An id the venue does not list. Default `NOSUCHUSDT`. */
  readonly unlisted?: InstrumentId;
  /** A world for one case; an exchange lives in its own. */
  world(): ExchangeWorld;
  /** Longest wait, by the world's clock, for anything but a bar. Default 10 s. */
  readonly patienceMs?: Ms;
  /** Longest wait for a live one-minute bar. Absent: the cases that need one are skipped. */
  readonly barPatienceMs?: Ms;
  /** True where the cases may place real orders of the least size in `instruments[0]`. Default false. */
  readonly mayTrade?: boolean;
  /** Ways to let things go wrong at the venue; the cases of one that is absent are skipped. */
  readonly troubles?: ExchangeTroubles;
  /** True where every client made with `options` has the same account. Default false. */
  readonly sharesAccount?: boolean;
  /** As `options`, with a key that the venue does not know. */
  readonly badKey?: unknown;
  /** The account's name for those orders. Default `main`. */
  readonly account?: string;
}

/** Each makes its trouble once, to whoever comes next; so cases with troubles run one after the other. */
export interface ExchangeTroubles {
  /** All streams of the venue end now, of market and account. */
  readonly dropConnections?: () => void;
  /** The next order is taken, and the answer never arrives. */
  readonly loseAnswer?: () => void;
  /** The next order does not arrive. */
  readonly loseRequest?: () => void;
  /** From now on resting orders fill in parts. */
  readonly fillInParts?: () => void;
}

/** Time as the exchange under test sees it: virtual, or the wall's. */
export interface ExchangeWorld {
  readonly clock: Clock;
  /** Lets `ms` pass: moves a virtual clock and lets promises settle, or really waits. */
  pass(ms: Ms): Promise<void>;
}

/** A world whose clock moves only when the suite lets time pass. */
export function fakeWorld(startMs?: Ms): ExchangeWorld {
  const clock = new FakeClock(startMs);
  return {
    clock,
    async pass(ms) {
      clock.advance(ms);
      // What the timers set off may go through a few promises before it is seen.
      for (let i = 0; i < 10; i++) await Promise.resolve();
    },
  };
}
