import {
  applyRate,
  CASH_SCALE,
  formatTrim,
  type Instrument,
  mulDivBig,
  notional,
  type Price,
  type Quantity,
  RATE_SCALE,
  type Rate,
  rateFromFraction,
  type Signal,
  toSafe,
} from '../../sdk/index.ts';
import type { SizingWord } from '../effect.ts';
import { freeCash } from '../portfolio/margin.ts';
import { type Core, equity } from '../state.ts';

export interface Sizing {
  readonly quantity: Quantity;
  /** Why it is so large and no larger. */
  readonly word: SizingWord;
}

/**
 * The size that loses `riskR` x riskShare x riskPerTrade of equity when the stop is hit, and no more than R-10
 * allows: floor(min(cap, free x leverage) / price / lot) x lot. Rounded down to the lot; 0 where even one lot is
 * too much, and it is never raised.
 */
export function sizeSignal(
  core: Core,
  instrument: Instrument,
  signal: Signal,
  entry: Price,
  riskShare: Rate,
): Sizing {
  const { sizing } = core.config;
  const distance = Math.abs(entry - signal.stop);
  const share = (BigInt(riskShare) * BigInt(rateFromFraction(signal.riskR ?? 1))) / 10n ** BigInt(RATE_SCALE);
  const wealth = equity(core);
  const risk = applyRate(applyRate(wealth, sizing.riskPerTrade), toSafe(share));
  const lotAt = (price: Price): bigint =>
    notional(price, instrument.lot, instrument.priceScale, instrument.quantityScale);
  const byRisk = risk > 0n && distance > 0 ? mulDivBig(risk, 1n, lotAt(distance), 'down') : 0n;
  const buyingPower = freeCash(core) * BigInt(sizing.leverage);
  const cap = buyingPower < sizing.maxNotional ? buyingPower : sizing.maxNotional;
  const byCap = mulDivBig(cap, 1n, lotAt(entry), 'down');
  const cash = (value: bigint): string => formatTrim(value, CASH_SCALE, 2);
  const size = (lots: bigint): string => formatTrim(lots * BigInt(instrument.lot), instrument.quantityScale);
  return {
    quantity: toSafe(byRisk < byCap ? byRisk : byCap) * instrument.lot,
    word: {
      equity: cash(wealth),
      risk: cash(risk),
      cap: cash(cap),
      byRisk: size(byRisk),
      byCap: size(byCap),
    },
  };
}
