import type { Instrument, Price, Quantity, Rate, Signal } from '../../sdk/index.ts';
import { applyRate, mulDivBig, notional, RATE_SCALE, rateFromFraction, toSafe } from '../../sdk/index.ts';
import { freeCash } from '../portfolio/margin.ts';
import { type Core, equity } from '../state.ts';

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
): Quantity {
  const { sizing } = core.config;
  const distance = Math.abs(entry - signal.stop);
  if (distance === 0) return 0;
  const share = (BigInt(riskShare) * BigInt(rateFromFraction(signal.riskR ?? 1))) / 10n ** BigInt(RATE_SCALE);
  const risk = applyRate(applyRate(equity(core), sizing.riskPerTrade), toSafe(share));
  const lotAt = (price: Price): bigint =>
    notional(price, instrument.lot, instrument.priceScale, instrument.quantityScale);
  const byRisk = risk > 0n ? mulDivBig(risk, 1n, lotAt(distance), 'down') : 0n;
  const buyingPower = freeCash(core) * BigInt(sizing.leverage);
  const cap = buyingPower < sizing.maxNotional ? buyingPower : sizing.maxNotional;
  const byCap = mulDivBig(cap, 1n, lotAt(entry), 'down');
  return toSafe(byRisk < byCap ? byRisk : byCap) * instrument.lot;
}
