import {
  applyRate,
  CASH_SCALE,
  type Cash,
  formatTrim,
  type Instrument,
  type Interval,
  mulDiv,
  type Price,
  type Quantity,
  RATE_SCALE,
  type Rate,
  rateFromFraction,
  type Signal,
  toSafe,
} from '../../sdk/index.ts';
import type { SizingWord } from '../effect.ts';
import { exposureOf, settledToAccount } from '../portfolio/conversion.ts';
import { equity } from '../portfolio/equity.ts';
import { freeCash } from '../portfolio/margin.ts';
import { lossAtStop } from '../risk/stop-loss.ts';
import type { Core } from '../state.ts';

export interface Sizing {
  readonly quantity: Quantity;
  /** Why there is none, where no limit is the cause. */
  readonly flaw?: string;
  /** Why it is so large and no larger. */
  readonly word: SizingWord;
}

/**
 * How large an entry is: what the profile's mode allows, scaled by `riskR` and the strategy's share, and no more than
 * R-10 does: floor(min(cap, free x leverage) / price / lot) x lot. Rounded down to the lot; 0 where even one lot is too
 * much, and it is never raised.
 */
export function sizeSignal(
  core: Core,
  instrument: Instrument,
  signal: Signal,
  entry: Price,
  riskShare: Rate,
): Sizing {
  const { sizing } = core.config;
  const share = toSafe(
    (BigInt(riskShare) * BigInt(rateFromFraction(signal.riskR ?? 1))) / 10n ** BigInt(RATE_SCALE),
  );
  const wealth = equity(core);
  const budget = applyRate(
    sizing.mode === 'notional' ? (sizing.notional ?? 0n) : riskOf(core, wealth),
    share,
  );
  const perLot = costOfLot(core, instrument, signal, entry);
  const byMode = perLot === undefined ? 0n : lots(budget, perLot);
  const free = settledToAccount(core, instrument, freeCash(core, instrument.settle), entry) ?? 0n;
  const buyingPower = instrument.kind === 'spot' ? free : free * BigInt(sizing.leverage);
  const cap = buyingPower < sizing.maxNotional ? buyingPower : sizing.maxNotional;
  const byCap = lots(cap, exposureOf(core, instrument, entry, instrument.lot) ?? 0n);
  const cash = (value: bigint): string => formatTrim(value, CASH_SCALE, 2);
  const size = (n: bigint): string => formatTrim(n * BigInt(instrument.lot), instrument.quantityScale);
  return {
    quantity: toSafe(byMode < byCap ? byMode : byCap) * instrument.lot,
    ...(perLot === undefined && { flaw: 'too few bars are known for the volatility' }),
    word: {
      ...(sizing.mode !== undefined && sizing.mode !== 'risk' && { mode: sizing.mode }),
      equity: cash(wealth),
      risk: cash(budget),
      cap: cash(cap),
      byRisk: size(byMode),
      byCap: size(byCap),
    },
  };
}

function riskOf({ config }: Core, wealth: Cash): Cash {
  return applyRate(wealth, config.sizing.riskPerTrade);
}

/** What one lot takes of the mode's budget; undefined where the mode needs what is not known. */
function costOfLot(core: Core, instrument: Instrument, signal: Signal, entry: Price): Cash | undefined {
  const { mode = 'risk', volatility } = core.config.sizing;
  const { side, stop } = signal;
  if (mode === 'risk') return lossAtStop(core, instrument, side, entry, stop, instrument.lot);
  if (mode === 'notional') return exposureOf(core, instrument, entry, instrument.lot);
  const atr = volatility && averageTrueRange(core, instrument.id, volatility);
  if (!volatility || atr === undefined) return undefined;
  const move = mulDiv(atr, volatility.multiple, 10 ** RATE_SCALE, 'ceil');
  return lossAtStop(core, instrument, 'buy', entry, Math.max(1, entry - move), instrument.lot);
}

/** Mean true range of the newest bars, rounded up: max(high, previous close) - min(low, previous close) (Wilder, 1978). */
function averageTrueRange(
  core: Core,
  id: string,
  { interval, bars }: { readonly interval: Interval; readonly bars: number },
): Price | undefined {
  const known = core.markets.get(id)?.bars.get(interval);
  if (!known || known.length <= bars) return undefined;
  let sum = 0;
  for (let i = known.length - bars; i < known.length; i++) {
    const bar = known[i];
    const before = known[i - 1];
    if (!bar || !before) return undefined;
    sum += Math.max(bar.high, before.close) - Math.min(bar.low, before.close);
  }
  return Math.ceil(sum / bars);
}

function lots(budget: Cash, perLot: Cash): bigint {
  return budget > 0n && perLot > 0n ? budget / perLot : 0n;
}
