import type { Ms, Random } from '../../sdk/index.ts';
import { nextNormal } from '../../sdk/index.ts';
import type { Regime } from './regime.ts';
import { drift, nextRegime } from './regime.ts';

/**
 * A log price that drifts by regime and whose volatility clusters: GARCH(1,1) on one-minute shocks
 * (Bollerslev 1986), h' = w + a·r² + b·h, around a long-run variance that the regime scales.
 */
export interface PriceProcess {
  readonly random: Random;
  /** Long-run standard deviation of a one-minute return, as a fraction. */
  readonly sigma: number;
  /** Natural logarithm of the fair price. */
  price: number;
  /** Logarithm of the price the market stays near over days. */
  readonly home: number;
  regime: Regime;
  /** Present variance of a one-minute return. */
  variance: number;
  /** The shocks of the present minute summed up. */
  shock: number;
  /** Ms of the present minute gone by. */
  minuteMs: Ms;
}

const MINUTE = 60_000;
const REACTION = 0.12;
const MEMORY = 0.82;

export function startProcess(random: Random, sigma: number, price: number, regime: Regime): PriceProcess {
  return { random, sigma, price, home: price, regime, variance: sigma * sigma, shock: 0, minuteMs: 0 };
}

/** Moves the fair price over `dtMs` (at most what is left of the minute) up to `nowMs`. */
export function moveProcess(process: PriceProcess, dtMs: Ms, nowMs: Ms): void {
  if (nowMs >= process.regime.untilMs)
    process.regime = nextRegime(process.random, process.price, process.home, nowMs);
  const part = dtMs / MINUTE;
  const shock = Math.sqrt(process.variance * part) * nextNormal(process.random);
  process.price += drift(process.regime, process.price, process.sigma) * part + shock;
  process.shock += shock;
  process.minuteMs += dtMs;
  if (process.minuteMs < MINUTE) return;
  const longRun = (process.sigma * process.regime.wildness) ** 2;
  process.variance =
    (1 - REACTION - MEMORY) * longRun + REACTION * process.shock * process.shock + MEMORY * process.variance;
  process.shock = 0;
  process.minuteMs = 0;
}
