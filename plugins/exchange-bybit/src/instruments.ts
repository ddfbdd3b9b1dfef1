import {
  BotrcError,
  CASH_SCALE,
  type Cash,
  checkInstrument,
  type Instrument,
  type InstrumentId,
  parseBig,
  parseScaled,
  type Quantity,
} from '@botrc/sdk';
import type { Rest } from './rest.ts';
import { asArray, asInteger, asRecord, asText, malformed } from './wire.ts';

/** The venue lists about 800 linear instruments and answers at most 1000 at once. */
const PAGE = 1000;
const MOST_PAGES = 20;

/** Kinds of instruments as the venue sorts them: what settles in the quote, in the base, and what has no leverage. */
export type Category = 'linear' | 'inverse' | 'spot';

/** Raw definitions by symbol. */
export type Listing = ReadonlyMap<InstrumentId, Readonly<Record<string, unknown>>>;

/**
 * All that is listed, page by page.
 *
 *   {"nextPageCursor":"","list":[{"symbol":"BTCUSDT","contractType":"LinearPerpetual","status":"Trading","baseCoin":"BTC",
 *   "quoteCoin":"USDT","settleCoin":"USDT","fundingInterval":480,"priceFilter":{"tickSize":"0.10", …},"leverageFilter":
 *   {"maxLeverage":"100", …},"lotSizeFilter":{"qtyStep":"0.001","minOrderQty":"0.001","maxOrderQty":"1190",
 *   "maxMktOrderQty":"500","minNotionalValue":"5", …}, …}]}
 *
 * https://bybit-exchange.github.io/docs/v5/market/instrument
 * @throws as `Rest.get`; BOTRC_WIRE_FORMAT; BOTRC_EXCHANGE_ANSWER where the pages never end
 */
export async function fetchListing(rest: Rest, category: Category = 'linear'): Promise<Listing> {
  const listing = new Map<InstrumentId, Readonly<Record<string, unknown>>>();
  let cursor = '';
  for (let page = 0; page < MOST_PAGES; page++) {
    const { result } = await rest.get('instruments', {
      category,
      limit: PAGE,
      ...(cursor !== '' && { cursor }),
    });
    for (const value of asArray(result.list, 'list', PAGE)) {
      const raw = asRecord(value, 'list');
      listing.set(asText(raw.symbol, 'symbol'), raw);
    }
    const next = result.nextPageCursor;
    if (typeof next !== 'string' || next === '' || next === cursor) return listing;
    cursor = next;
  }
  throw new BotrcError('BOTRC_EXCHANGE_ANSWER', `the list of instruments has more than ${MOST_PAGES} pages`);
}

/**
 * A definition from the venue's. The price scale is two decimals finer than the tick, for mark and index prices,
 * as far as prices and quantities together keep within what cash can hold. Leverage tiers are apart: `fetchTiers`.
 * @param known an earlier definition of the symbol: its scales are kept, for they never change during a run
 * @throws BOTRC_WIRE_FORMAT, BOTRC_NUMBER_…, BOTRC_INSTRUMENT_INVALID
 */
export function readInstrument(
  raw: Readonly<Record<string, unknown>>,
  known?: Instrument,
  category: Category = 'linear',
): Instrument {
  const filter = asRecord(raw.lotSizeFilter, 'lotSizeFilter');
  const tick = asText(asRecord(raw.priceFilter, 'priceFilter').tickSize, 'tickSize');
  const lotField = category === 'spot' ? 'basePrecision' : 'qtyStep';
  const lot = asText(filter[lotField], lotField);
  const quantityScale = known?.quantityScale ?? decimals(lot);
  const priceScale = known?.priceScale ?? Math.min(decimals(tick) + 2, CASH_SCALE - quantityScale);
  const lots: Lots = { filter, scale: quantityScale, lot: parseScaled(lot, quantityScale) };
  return checkInstrument({
    id: asText(raw.symbol, 'symbol'),
    venue: 'bybit',
    kind: category,
    base: asText(raw.baseCoin, 'baseCoin'),
    quote: asText(raw.quoteCoin, 'quoteCoin'),
    priceScale,
    quantityScale,
    tick: parseScaled(tick, Math.max(priceScale, 0)),
    lot: lots.lot,
    ...(category === 'spot' ? spotTerms(raw, lots) : contractTerms(raw, lots, category)),
    status: readStatus(asText(raw.status, 'status')),
  });
}

/** The lotSizeFilter, and how its quantities are read. */
interface Lots {
  readonly filter: Readonly<Record<string, unknown>>;
  readonly scale: number;
  readonly lot: Quantity;
}

/** What differs between contracts and spot. */
type Terms = Pick<
  Instrument,
  | 'settle'
  | 'minQuantity'
  | 'maxQuantity'
  | 'maxMarketQuantity'
  | 'minNotional'
  | 'maxLeverage'
  | 'fundingIntervalMs'
>;

/**
 * The quantity of an inverse contract is its value in the quote, and so is its smallest value: that is a least quantity
 * here, where minNotional is in the settle currency.
 */
function contractTerms(
  raw: Readonly<Record<string, unknown>>,
  lots: Lots,
  category: 'linear' | 'inverse',
): Terms {
  const leverage = asText(asRecord(raw.leverageFilter, 'leverageFilter').maxLeverage, 'maxLeverage');
  const { minNotionalValue } = lots.filter;
  const least = quantityOf(lots, 'minOrderQty');
  const isInverse = category === 'inverse';
  return {
    settle: asText(raw.settleCoin, 'settleCoin'),
    minQuantity: isInverse ? Math.max(least, wholeLots(lots, minNotionalValue)) : least,
    maxQuantity: quantityOf(lots, 'maxOrderQty'),
    maxMarketQuantity: quantityOf(lots, 'maxMktOrderQty', 'maxOrderQty'),
    minNotional: isInverse ? 0n : amountOf(minNotionalValue),
    // Leverage has decimals at the venue ("12.50"); whole steps are enough, and down is safe.
    maxLeverage: Math.floor(Number(leverage)),
    fundingIntervalMs: asInteger(raw.fundingInterval, 'fundingInterval') * 60_000,
  };
}

/** Spot's least order is an amount; its least quantity is no longer checked by the venue, a lot is the least there is. */
function spotTerms(raw: Readonly<Record<string, unknown>>, lots: Lots): Terms {
  return {
    settle: asText(raw.quoteCoin, 'quoteCoin'),
    minQuantity: lots.lot,
    maxQuantity: quantityOf(lots, 'maxLimitOrderQty', 'maxOrderQty'),
    maxMarketQuantity: quantityOf(lots, 'maxMarketOrderQty', 'maxOrderQty'),
    minNotional: amountOf(lots.filter.minOrderAmt),
    maxLeverage: 1,
    fundingIntervalMs: 0,
  };
}

/** A field of the filter, or where the venue leaves that out, another. */
function quantityOf({ filter, scale }: Lots, field: string, instead = field): Quantity {
  const name = isAbsent(filter[field]) ? instead : field;
  return parseScaled(asText(filter[name], name), scale);
}

/** An amount as a quantity, up to whole lots; 0 where there is none. */
function wholeLots({ scale, lot }: Lots, amount: unknown): Quantity {
  const unit = 10n ** BigInt(CASH_SCALE - scale) * BigInt(lot);
  return Number((amountOf(amount) + unit - 1n) / unit) * lot;
}

function amountOf(text: unknown): Cash {
  return typeof text === 'string' && text !== '' ? parseBig(text, CASH_SCALE) : 0n;
}

/** The venue writes what is not there as nothing, or leaves it out. */
function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** Pre-launch, settling and delivering symbols exist but take no orders. */
function readStatus(status: string): Instrument['status'] {
  return status === 'Trading' ? 'trading' : status === 'Closed' ? 'delisted' : 'halted';
}

/** Decimals that matter: 1 for "0.10", 0 for "10". @throws BOTRC_WIRE_FORMAT */
function decimals(text: string): number {
  const match = /^\d+(?:\.(\d*?)0*)?$/.exec(text);
  if (match === null) throw malformed('step', 'is no plain decimal number', text);
  return match[1]?.length ?? 0;
}
