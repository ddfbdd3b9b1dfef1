import type { Instrument, LeverageTier } from '../market/instrument.ts';
import type { Cash, Price } from './money.ts';
import { RATE_SCALE } from './money.ts';
import { mulDivBig, pow10, type Rounding, toSafe } from './scale.ts';
import type { Holding } from './valuation.ts';
import { unitValue } from './valuation.ts';

/** What a position binds, and where it is taken away. All cash is in the instrument's settle currency. */

/** `cross`: the whole wallet of the settle currency stands for a position; `isolated`: only its own margin does. */
export type MarginMode = 'isolated' | 'cross';

const RATE_ONE = pow10(RATE_SCALE);

/** The instrument's tiers, at least one; without a table one of `maxLeverage`, maintenance at half its initial rate. */
export function tiersOf({ tiers, maxLeverage }: Instrument): readonly LeverageTier[] {
  if (tiers !== undefined && tiers.length > 0) return tiers;
  if (plain[0]?.maxLeverage !== maxLeverage) {
    const maintenanceRate = Math.ceil(10 ** RATE_SCALE / (2 * maxLeverage));
    plain = [{ maxNotional: ENDLESS, maxLeverage, maintenanceRate, deduction: 0n }];
  }
  return plain;
}

/** The one asked for last: it is asked for many times over, and few instruments differ. */
let plain: readonly LeverageTier[] = [];

/** More than any account holds. */
const ENDLESS = pow10(30);

/** The tier of a value; one beyond the table belongs to the last. */
export function tierOf(instrument: Instrument, value: Cash): LeverageTier {
  const tiers = tiersOf(instrument);
  const last = tiers[tiers.length - 1] as LeverageTier;
  if (tiers.length === 1) return last;
  const size = magnitude(value);
  return tiers.find((tier) => size <= tier.maxNotional) ?? last;
}

/** The largest value that may be held at a leverage; 0 where the leverage is beyond every tier. */
export function largestValue(instrument: Instrument, leverage: number): Cash {
  let largest = 0n;
  for (const tier of tiersOf(instrument)) {
    if (tier.maxLeverage >= leverage && tier.maxNotional > largest) largest = tier.maxNotional;
  }
  return largest;
}

/** |value| / leverage, rounded up. Spot is paid in full, whatever the leverage. */
export function initialMargin(instrument: Instrument, value: Cash, leverage: number): Cash {
  const size = magnitude(value);
  return instrument.kind === 'spot' ? size : mulDivBig(size, 1n, BigInt(leverage), 'ceil');
}

/**
 * |value| x rate - deduction of its tier, rounded up, never negative; nothing for spot.
 * Bybit: https://www.bybit.com/en/help-center/article/Maintenance-Margin-USDT-Contract
 */
export function maintenanceMargin(instrument: Instrument, value: Cash): Cash {
  if (instrument.kind === 'spot') return 0n;
  const { maintenanceRate, deduction } = tierOf(instrument, value);
  const margin = mulDivBig(magnitude(value), BigInt(maintenanceRate), RATE_ONE, 'ceil') - deduction;
  return margin > 0n ? margin : 0n;
}

/**
 * The mark at which margin + PnL is no more than the maintenance margin of the value at that mark. `margin` is what
 * stands behind the position: in isolated mode its initial margin at entry and what was added; in cross mode the
 * wallet with the other positions' PnL, less their maintenance.
 *
 * Solved for the mark, with rate r and deduction d of each tier: linear (cost - margin - d) / (quantity x (1 -+ r)),
 * inverse quantity x (1 +- r) / (cost +- margin +- d), for long and short, as in
 * https://www.bybit.com/en/help-center/article/Liquidation-Price-Calculation-under-Isolated-Mode-Unified-Trading-Account
 * (2026-05). Deductions join the tiers into one convex line, so the first tier to be reached is the one that counts.
 * Rounded to the price scale to the side that is reached sooner: up for a long, down for a short. Undefined where no
 * price can do it, for spot and when flat.
 */
export function liquidationPrice(instrument: Instrument, holding: Holding, margin: Cash): Price | undefined {
  const { kind } = instrument;
  const { quantity } = holding;
  if (quantity === 0 || kind === 'spot') return undefined;
  const isLong = quantity > 0;
  let first: Price | undefined;
  for (const { maintenanceRate, deduction } of tiersOf(instrument)) {
    const price = priceWhere(instrument, holding, margin + deduction, maintenanceRate);
    if (price === undefined) continue;
    if (first === undefined || (isLong ? price > first : price < first)) first = price;
  }
  return first;
}

/** The mark at which the margin is used up: what a liquidated position is settled at. Rounded as `liquidationPrice`. */
export function bankruptcyPrice(instrument: Instrument, holding: Holding, margin: Cash): Price | undefined {
  if (holding.quantity === 0 || instrument.kind === 'spot') return undefined;
  return priceWhere(instrument, holding, margin, 0);
}

/** The price p with margin + pnl(p) = |value(p)| x rate; undefined where it is not positive or beyond 2^53. */
function priceWhere(
  instrument: Instrument,
  { quantity, cost }: Holding,
  margin: Cash,
  rate: number,
): Price | undefined {
  const isLong = quantity > 0;
  const rounding: Rounding = isLong ? 'ceil' : 'floor';
  const size = unitValue(instrument, quantity);
  const kept = magnitude(size) * BigInt(rate);
  let above: bigint;
  let below: bigint;
  if (instrument.kind === 'inverse') {
    above = size * RATE_ONE + kept;
    below = (margin + cost) * RATE_ONE;
  } else {
    above = (cost - margin) * RATE_ONE;
    below = size * RATE_ONE - kept;
  }
  if (below === 0n || above === 0n || above > 0n !== below > 0n) return undefined;
  const price = mulDivBig(above, 1n, below, rounding);
  return price > 0n && price <= BigInt(Number.MAX_SAFE_INTEGER) ? toSafe(price) : undefined;
}

function magnitude(value: Cash): Cash {
  return value < 0n ? -value : value;
}
