import { BotrcError } from '../errors.ts';
import type { Currency, InstrumentId } from '../values/ids.ts';
import type { Cash, Price, Quantity, Rate } from '../values/money.ts';
import { CASH_SCALE } from '../values/money.ts';
import type { Ms } from '../values/time.ts';

/** What can be traded, and the venue's rules for it. Scales never change during a run; tick and lot may. */
export interface Instrument {
  readonly id: InstrumentId;
  readonly venue: string;
  /** `linear`: margin and PnL in the quote currency; `inverse`: in the base; `spot`: no leverage, no shorts. */
  readonly kind: 'linear' | 'inverse' | 'spot';
  readonly base: Currency;
  readonly quote: Currency;
  /** Currency of PnL, margin and (normally) fees. */
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
  /** Taken off value x rate, so that the requirement is continuous from tier to tier. */
  readonly deduction: Cash;
}

/** Ms since Monday 00:00 UTC, openMs < closeMs <= a week; sessions ascend and do not overlap. */
export interface TradingSession {
  readonly openMs: Ms;
  readonly closeMs: Ms;
}

/** @throws BOTRC_INSTRUMENT_INVALID naming the first rule an instrument breaks. */
export function checkInstrument(instrument: Instrument): Instrument {
  const fail = (message: string): never => {
    throw new BotrcError('BOTRC_INSTRUMENT_INVALID', `${instrument.id}: ${message}`, {
      where: instrument.venue,
    });
  };
  const { priceScale, quantityScale } = instrument;
  if (!Number.isInteger(priceScale) || priceScale < 0) fail('priceScale is not a whole number');
  if (!Number.isInteger(quantityScale) || quantityScale < 0) fail('quantityScale is not a whole number');
  if (priceScale + quantityScale > CASH_SCALE) fail(`priceScale + quantityScale exceeds ${CASH_SCALE}`);
  for (const field of ['tick', 'lot', 'minQuantity', 'maxQuantity', 'maxMarketQuantity'] as const) {
    const value = instrument[field];
    if (!Number.isSafeInteger(value) || value <= 0) fail(`${field} is not a positive whole number`);
  }
  if (instrument.minNotional < 0n) fail('minNotional is negative');
  if (!Number.isInteger(instrument.maxLeverage) || instrument.maxLeverage < 1) fail('maxLeverage is below 1');
  return instrument;
}
