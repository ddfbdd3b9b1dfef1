import type { Cash, Currency, FeeRates, Ms } from '../sdk/index.ts';
import { BotrcError } from '../sdk/index.ts';

/** How a simulated venue behaves. Policy only: it may change between runs, the books stay. Plain data. */
export interface VenueConfig {
  /** The account's name; an order for another one is refused. */
  readonly account: string;
  /** Opening cash per currency. */
  readonly cash: Readonly<Record<Currency, Cash>>;
  /** Leverage of every instrument until it is set, a whole number >= 1, capped at the instrument's own maximum. */
  readonly leverage: number;
  readonly fees: FeeRates;
  readonly latencyMs: Latency;
  /** Ticks by which every execution of a market order is worse than the level it took. A whole number >= 0. */
  readonly slippageTicks: number;
  readonly partialFills: PartialFills;
  /** Equal seeds and equal calls give equal outputs. */
  readonly seed: string | number;
  /** Put before every venue order, fill and funding id, so that two accounts never share one. Default `sim`. */
  readonly idPrefix?: string;
}

/** Whole milliseconds from a request to its arrival: `order` for submits and amends, plus 0..jitter. */
export interface Latency {
  readonly order: Ms;
  readonly cancel: Ms;
  readonly jitter: Ms;
}

/** How often a resting order gets only a part of what it could have had; the rest goes on waiting. */
export interface PartialFills {
  /** 0..1; 0 is never. */
  readonly probability: number;
  /** The least part, 0..1; what is filled lies evenly between it and 1, rounded down to a lot, at least one lot. */
  readonly minFraction: number;
}

/** @throws BOTRC_SIM_CONFIG naming the first field that is out of range. */
export function checkVenueConfig(config: VenueConfig): VenueConfig {
  const demand = (holds: boolean, where: string, mend: string): void => {
    if (!holds)
      throw new BotrcError('BOTRC_SIM_CONFIG', 'the simulated venue cannot work so', { where, mend });
  };
  const whole = (value: number, least: number): boolean => Number.isSafeInteger(value) && value >= least;
  const fraction = (value: number): boolean => value >= 0 && value <= 1;
  demand(config.account !== '', 'account', 'Give the account a name.');
  demand(whole(config.leverage, 1), 'leverage', 'Use a whole number of times, 1 or more.');
  demand(whole(config.slippageTicks, 0), 'slippageTicks', 'Use a whole number of ticks, 0 or more.');
  for (const field of ['order', 'cancel', 'jitter'] as const)
    demand(whole(config.latencyMs[field], 0), `latencyMs.${field}`, 'Use whole milliseconds, 0 or more.');
  for (const field of ['maker', 'taker'] as const)
    demand(Number.isSafeInteger(config.fees[field]), `fees.${field}`, 'Use a rate, an integer of 10^-8.');
  for (const field of ['probability', 'minFraction'] as const)
    demand(fraction(config.partialFills[field]), `partialFills.${field}`, 'Use a fraction from 0 to 1.');
  return config;
}
