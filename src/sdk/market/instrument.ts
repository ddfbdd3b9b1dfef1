import { BotrcError } from '../errors.ts';
import type { Currency, InstrumentId } from '../values/ids.ts';
import type { Cash, Price, Quantity, Rate } from '../values/money.ts';
import { applyRate, CASH_SCALE, RATE_SCALE } from '../values/money.ts';
import type { Ms } from '../values/time.ts';

/** What can be traded, and the venue's rules for it. Scales never change during a run; tick and lot may. */
export interface Instrument {
  readonly id: InstrumentId;
  readonly venue: string;
  /** `linear`: margin and PnL in the quote currency; `inverse`: in the base; `spot`: no leverage, no shorts. */
  readonly kind: 'linear' | 'inverse' | 'spot';
  readonly base: Currency;
  readonly quote: Currency;
  /** Currency of PnL, margin and (normally) fees: an inverse instrument's base, a spot instrument's quote. */
  readonly settle: Currency;
  /** Decimals of a `Price`, fine enough for mark and index prices. priceScale + quantityScale <= 12. */
  readonly priceScale: number;
  /** Decimals of a `Quantity`. */
  readonly quantityScale: number;
  /** Order prices are multiples of it. */
  readonly tick: Price;
  /** Order quantities are multiples of it. */
  readonly lot: Quantity;
  readonly minQuantity: Quantity;
  /** Largest limit order. */
  readonly maxQuantity: Quantity;
  /** Largest market order; often far below maxQuantity. */
  readonly maxMarketQuantity: Quantity;
  /** Smallest order value in the settle currency. */
  readonly minNotional: Cash;
  /** Whole number of times leverage, >= 1. */
  readonly maxLeverage: number;
  /** 0 where there is no funding. */
  readonly fundingIntervalMs: Ms;
  /**
   * Contracts: what one unit of quantity stands for, in base units (linear, spot) or quote units (inverse).
   * A whole number >= 1, default 1.
   */
  readonly multiplier?: number;
  /** Leverage tiers by ascending value; absent: one tier of `maxLeverage` with maintenance at half its initial rate. */
  readonly tiers?: readonly LeverageTier[];
  /** Weekly trading hours; absent: always open. */
  readonly sessions?: readonly TradingSession[];
  readonly status: 'trading' | 'halted' | 'delisted';
}

/** Up to `maxNotional` of position value, in the settle currency. */
export interface LeverageTier {
  readonly maxNotional: Cash;
  readonly maxLeverage: number;
  /** Fraction of the value that must stay as margin. */
  readonly maintenanceRate: Rate;
  /** Taken off value x rate, so that the requirement is continuous from tier to tier, see `leverageTiers`. */
  readonly deduction: Cash;
}

/**
 * Tiers with their deductions: the first has none, each next one has its predecessor's and what the higher rate would
 * take too much on the value up to its beginning.
 */
export function leverageTiers(steps: readonly Omit<LeverageTier, 'deduction'>[]): LeverageTier[] {
  const tiers: LeverageTier[] = [];
  for (const step of steps) {
    const last = tiers.at(-1);
    const deduction = last
      ? last.deduction + applyRate(last.maxNotional, step.maintenanceRate - last.maintenanceRate)
      : 0n;
    tiers.push({ ...step, deduction });
  }
  return tiers;
}

/** Ms since Monday 00:00 UTC, openMs < closeMs <= a week; sessions ascend and do not overlap. */
export interface TradingSession {
  readonly openMs: Ms;
  readonly closeMs: Ms;
}

/** @throws BOTRC_INSTRUMENT_INVALID naming the first rule an instrument breaks. */
export function checkInstrument(instrument: Instrument): Instrument {
  const flaw =
    flawOfNumbers(instrument) ?? flawOfTiers(instrument) ?? flawOfSessions(instrument.sessions ?? []);
  if (flaw === undefined) return instrument;
  throw new BotrcError('BOTRC_INSTRUMENT_INVALID', `${instrument.id}: ${flaw}`, { where: instrument.venue });
}

function flawOfNumbers(instrument: Instrument): string | undefined {
  const { kind, priceScale, quantityScale, multiplier } = instrument;
  if (!Number.isInteger(priceScale) || priceScale < 0) return 'priceScale is not a whole number';
  if (!Number.isInteger(quantityScale) || quantityScale < 0) return 'quantityScale is not a whole number';
  if (priceScale + quantityScale > CASH_SCALE) return `priceScale + quantityScale exceeds ${CASH_SCALE}`;
  for (const field of ['tick', 'lot', 'minQuantity', 'maxQuantity', 'maxMarketQuantity'] as const) {
    if (!isCount(instrument[field])) return `${field} is not a positive whole number`;
  }
  if (multiplier !== undefined && !isCount(multiplier)) return 'multiplier is not a positive whole number';
  if (instrument.minNotional < 0n) return 'minNotional is negative';
  if (!isCount(instrument.maxLeverage)) return 'maxLeverage is below 1';
  if (!(Number.isSafeInteger(instrument.fundingIntervalMs) && instrument.fundingIntervalMs >= 0))
    return 'fundingIntervalMs is no whole number of milliseconds';
  if (kind === 'inverse' && instrument.settle !== instrument.base) return 'it does not settle in its base';
  if (kind === 'spot' && instrument.settle !== instrument.quote) return 'it does not settle in its quote';
  if (kind === 'spot' && (instrument.fundingIntervalMs !== 0 || instrument.tiers !== undefined))
    return 'spot has neither funding nor leverage tiers';
  return undefined;
}

function flawOfTiers({ tiers }: Instrument): string | undefined {
  if (tiers === undefined) return undefined;
  if (tiers.length === 0) return 'its table of tiers is empty';
  const exact = leverageTiers(tiers);
  for (const [i, tier] of tiers.entries()) {
    const last = tiers[i - 1];
    const { maintenanceRate: rate } = tier;
    if (!isCount(tier.maxLeverage)) return `tier ${i + 1}: maxLeverage is below 1`;
    if (!(Number.isSafeInteger(rate) && rate >= 0 && rate < 10 ** RATE_SCALE))
      return `tier ${i + 1}: maintenanceRate is not in [0, 1)`;
    if (tier.maxNotional <= (last?.maxNotional ?? 0n)) return `tier ${i + 1}: maxNotional does not ascend`;
    if (last && rate < last.maintenanceRate) return `tier ${i + 1}: maintenanceRate falls`;
    if (last && tier.maxLeverage > last.maxLeverage) return `tier ${i + 1}: maxLeverage rises`;
    if (tier.deduction !== exact[i]?.deduction) return `tier ${i + 1}: its deduction leaves a step`;
  }
  return undefined;
}

const WEEK_MS: Ms = 7 * 86_400_000;

function flawOfSessions(sessions: readonly TradingSession[]): string | undefined {
  let end = 0;
  for (const [i, { openMs, closeMs }] of sessions.entries()) {
    if (!Number.isInteger(openMs) || !Number.isInteger(closeMs))
      return `session ${i + 1}: not whole milliseconds`;
    if (openMs < end) return `session ${i + 1}: begins before the one before it ends`;
    if (closeMs <= openMs || closeMs > WEEK_MS)
      return `session ${i + 1}: ends before it begins, or after the week`;
    end = closeMs;
  }
  return undefined;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}
