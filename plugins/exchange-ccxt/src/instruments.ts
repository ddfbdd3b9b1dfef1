import {
  BotrcError,
  CASH_SCALE,
  checkInstrument,
  type Instrument,
  type InstrumentId,
  type Ms,
  parseBig,
  type Quantity,
  toSafe,
} from '@botrc/sdk';
import type { CcxtMarket } from './client.ts';
import { cashOf, decimalsOf, isTold, textOf } from './exact.ts';
import { type Listed, quantityAt } from './units.ts';

/** ccxt's ways to state a step. */
const DECIMAL_PLACES = 2;
const TICK_SIZE = 4;
/** Where the venue names no largest order, none is imposed: this is what a Quantity holds with room for sums. */
const NO_LIMIT = 10 ** 14;
const EIGHT_HOURS: Ms = 8 * 3_600_000;

/** What a market is told of besides ccxt's own definition of it. */
export interface MarketExtras {
  readonly venue: string;
  readonly precisionMode: number;
  /** Absent where the venue does not tell: eight hours, as most have. */
  readonly fundingIntervalMs?: Ms | undefined;
}

/**
 * A definition from ccxt's market. The price scale is two decimals finer than the tick, for mark and index prices, as
 * far as prices and quantities together keep within what cash can hold.
 * @param id what the profile calls it
 * @param known an earlier definition: its scales are kept, for they never change during a run
 * @throws BOTRC_INSTRUMENT_INVALID where it cannot be traded exactly, BOTRC_NUMBER_…
 */
export function readMarket(
  market: CcxtMarket,
  id: InstrumentId,
  extras: MarketExtras,
  known?: Instrument,
): Listed {
  const kind = kindOf(market);
  const { limits, precision } = market;
  const contractSize = kind === 'spot' ? '1' : textOf(market.contractSize ?? '1');
  const tick = stepOf(precision.price, extras.precisionMode, 'tick');
  const lot = stepOf(precision.amount, extras.precisionMode, 'lot');
  const quantityScale = known?.quantityScale ?? decimalsOf(product(lot, contractSize));
  const priceScale = known?.priceScale ?? Math.min(decimalsOf(tick) + 2, CASH_SCALE - quantityScale);
  const size = (amount: unknown): Quantity => toSafe(quantityAt(amount, contractSize, quantityScale));
  const lots = size(lot);
  const least = isTold(limits.amount?.min) ? atLeast(size(limits.amount.min), lots) : lots;
  const most = mostOf(limits.amount?.max, size, lots);
  const cost = limits.cost?.min;
  const isInverse = kind === 'inverse';
  const instrument = checkInstrument({
    id,
    venue: extras.venue,
    kind,
    base: market.base,
    quote: market.quote,
    settle: market.settle ?? market.quote,
    priceScale,
    quantityScale,
    tick: toSafe(parseBig(tick, Math.max(priceScale, 0))),
    lot: lots,
    // The value of an inverse contract is its quantity: its least value is a least quantity here.
    minQuantity: isInverse && isTold(cost) ? Math.max(least, wholeLots(cost, quantityScale, lots)) : least,
    maxQuantity: most,
    maxMarketQuantity: Math.min(most, mostOf(limits.market?.max, size, lots)),
    minNotional: isTold(cost) && !isInverse ? cashOf(cost) : 0n,
    maxLeverage: isTold(limits.leverage?.max) ? Math.max(1, Math.floor(Number(limits.leverage.max))) : 1,
    fundingIntervalMs: market.type === 'swap' ? (extras.fundingIntervalMs ?? EIGHT_HOURS) : 0,
    status: market.active === false ? 'halted' : 'trading',
  });
  return { instrument, symbol: market.symbol, contractSize };
}

function kindOf(market: CcxtMarket): Instrument['kind'] {
  if (market.type === 'spot') return 'spot';
  if (market.type === 'swap' || market.type === 'future') {
    if (market.linear === true) return 'linear';
    if (market.inverse === true) return 'inverse';
  }
  throw invalid(
    market.symbol,
    `a ${market.type} that settles in neither its quote nor its base cannot be traded`,
  );
}

/** @throws BOTRC_INSTRUMENT_INVALID */
function stepOf(step: unknown, mode: number, what: string): string {
  if (isTold(step)) {
    if (mode === TICK_SIZE) return textOf(step);
    if (mode === DECIMAL_PLACES) return textOf(`1e-${textOf(step)}`);
  }
  throw invalid(what, 'the exchange states no fixed step: it counts significant digits, or tells nothing');
}

function product(lot: string, contractSize: string): string {
  const fine = decimalsOf(lot) + decimalsOf(contractSize);
  return textOf(`${quantityAt(lot, contractSize, fine)}e-${fine}`);
}

/** The largest order, in whole lots. */
function mostOf(max: unknown, size: (amount: unknown) => Quantity, lot: Quantity): Quantity {
  const most = isTold(max) && Number(max) > 0 && Number(max) < NO_LIMIT ? size(max) : NO_LIMIT;
  return Math.max(lot, Math.min(most, NO_LIMIT) - (Math.min(most, NO_LIMIT) % lot));
}

/** Up to whole lots. */
function atLeast(quantity: Quantity, lot: Quantity): Quantity {
  return Math.max(lot, Math.ceil(quantity / lot) * lot);
}

function wholeLots(amount: unknown, scale: number, lot: Quantity): Quantity {
  const unit = 10n ** BigInt(CASH_SCALE - scale) * BigInt(lot);
  return toSafe((cashOf(amount) + unit - 1n) / unit) * lot;
}

function invalid(where: string, message: string): BotrcError {
  return new BotrcError('BOTRC_INSTRUMENT_INVALID', message, { where });
}
