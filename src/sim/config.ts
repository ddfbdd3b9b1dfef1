import type { Cash, Currency, FeeRates, MarginMode, Rate } from '../sdk/index.ts';
import { BotrcError } from '../sdk/index.ts';
import { type Latency, latencyFault } from './latency.ts';

/**
 * How a simulated venue behaves (E-8, E-9). Policy only: it may change between runs, the books stay. Plain data.
 * docs/simulation.md says what follows from each field.
 */
export interface VenueConfig {
  /** The account's name; an order for another one is refused. */
  readonly account: string;
  /** Opening cash per currency. */
  readonly cash: Readonly<Record<Currency, Cash>>;
  /** Leverage of every instrument until it is set, a whole number >= 1, capped at the instrument's own maximum. */
  readonly leverage: number;
  readonly fees: FeeRates;
  /**
   * `cross`: the wallet of a currency stands for all positions that settle in it; `isolated`: each position has its
   * initial margin alone. Default `cross`.
   */
  readonly marginMode?: MarginMode;
  /** Taken from what a liquidation leaves; default the taker fee. */
  readonly liquidationFee?: Rate;
  /** What the insurance fund starts with; default nothing. */
  readonly insurance?: Readonly<Record<Currency, Cash>>;
  /** From a request to its arrival: `order` for submits and amends; `data`: from the venue to the bot, default none. */
  readonly latency: { readonly order: Latency; readonly cancel: Latency; readonly data?: Latency };
  /** Ticks by which every execution of a market order is worse than the level it took. A whole number >= 0. */
  readonly slippageTicks: number;
  /** Modelled extra cost of market orders (E-3); default none. */
  readonly extras?: SlippageExtras;
  readonly partialFills: PartialFills;
  /** What orders are matched against; default `book`. */
  readonly fillModel?: FillModel;
  /**
   * 0..1: of a shrinking of the displayed size that no trade explains, the part that stood before a resting order;
   * the rest stood behind it, as far as the displayed size allows. Default 0, the pessimistic one.
   */
  readonly cancelsAhead?: number;
  /** Which extreme of a bar comes first; default `pessimistic`. */
  readonly barPath?: BarPath;
  /** Equal seeds and equal calls give equal outputs. */
  readonly seed: string | number;
  /** Put before every venue order, fill and funding id, so that two accounts never share one. Default `sim`. */
  readonly idPrefix?: string;
}

/** `book`: the order book once one was seen, bars before. `trades`: public trades alone. `bars`: bars alone. */
export type FillModel = 'book' | 'trades' | 'bars';

/** Decided at the open: `pessimistic` goes against what is held first, to the low where nothing is. */
export type BarPath = 'pessimistic' | 'low-first' | 'high-first';

/** E-3: fractions of the price, as a Rate, that a market order pays on top. They add up. */
export interface SlippageExtras {
  /** While the ATR(14) of the matched bars is above the 80th percentile of its last 200 values: 0.15 % is 150_000. */
  readonly volatile: Rate;
  /** While the side taken displays less than `depthBelow` within 1 % of its best price: 0.25 % is 250_000. */
  readonly thin: Rate;
  /** In the settle currency: one million dollars. */
  readonly depthBelow: Cash;
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
  for (const [field, latency] of Object.entries(config.latency)) {
    const fault = latencyFault(latency);
    demand(fault === undefined, `latency.${field}`, fault ?? '');
  }
  for (const field of ['maker', 'taker'] as const)
    demand(Number.isSafeInteger(config.fees[field]), `fees.${field}`, 'Use a rate, an integer of 10^-8.');
  for (const field of ['probability', 'minFraction'] as const)
    demand(fraction(config.partialFills[field]), `partialFills.${field}`, 'Use a fraction from 0 to 1.');
  demand(
    whole(config.liquidationFee ?? 0, 0),
    'liquidationFee',
    'Use a rate of 0 or more, an integer of 10^-8.',
  );
  demand(fraction(config.cancelsAhead ?? 0), 'cancelsAhead', 'Use a fraction from 0 to 1.');
  const { volatile = 0, thin = 0 } = config.extras ?? {};
  demand(whole(volatile, 0) && whole(thin, 0), 'extras', 'Use rates of 0 or more, integers of 10^-8.');
  return config;
}
