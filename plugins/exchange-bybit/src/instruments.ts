import {
  BotrcError,
  CASH_SCALE,
  checkInstrument,
  type Instrument,
  type InstrumentId,
  parseBig,
  parseScaled,
} from '@botrc/sdk';
import type { Rest } from './rest.ts';
import { asArray, asInteger, asRecord, asText, malformed } from './wire.ts';

/** The venue lists about 800 linear instruments and answers at most 1000 at once. */
const PAGE = 1000;
const MOST_PAGES = 20;

/** Raw definitions by symbol. */
export type Listing = ReadonlyMap<InstrumentId, Readonly<Record<string, unknown>>>;

/**
 * All that is listed, page by page.
 * https://bybit-exchange.github.io/docs/v5/market/instrument
 * @throws as `Rest.get`; BOTRC_WIRE_FORMAT; BOTRC_EXCHANGE_ANSWER where the pages never end
 */
export async function fetchListing(rest: Rest): Promise<Listing> {
  const listing = new Map<InstrumentId, Readonly<Record<string, unknown>>>();
  let cursor = '';
  for (let page = 0; page < MOST_PAGES; page++) {
    const { result } = await rest.get('instruments', {
      category: 'linear',
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
 * as far as prices and quantities together keep within what cash can hold.
 * @param known an earlier definition of the symbol: its scales are kept, for they never change during a run
 * @throws BOTRC_WIRE_FORMAT, BOTRC_NUMBER_…, BOTRC_INSTRUMENT_INVALID
 */
export function readInstrument(raw: Readonly<Record<string, unknown>>, known?: Instrument): Instrument {
  const lots = asRecord(raw.lotSizeFilter, 'lotSizeFilter');
  const tick = asText(asRecord(raw.priceFilter, 'priceFilter').tickSize, 'tickSize');
  const lot = asText(lots.qtyStep, 'qtyStep');
  const leverage = asText(asRecord(raw.leverageFilter, 'leverageFilter').maxLeverage, 'maxLeverage');
  const quantityScale = known?.quantityScale ?? decimals(lot);
  const priceScale = known?.priceScale ?? Math.min(decimals(tick) + 2, CASH_SCALE - quantityScale);
  const quantity = (field: string): number => parseScaled(asText(lots[field], field), quantityScale);
  const least = lots.minNotionalValue;
  return checkInstrument({
    id: asText(raw.symbol, 'symbol'),
    venue: 'bybit',
    kind: 'linear',
    base: asText(raw.baseCoin, 'baseCoin'),
    quote: asText(raw.quoteCoin, 'quoteCoin'),
    settle: asText(raw.settleCoin, 'settleCoin'),
    priceScale,
    quantityScale,
    tick: parseScaled(tick, Math.max(priceScale, 0)),
    lot: parseScaled(lot, quantityScale),
    minQuantity: quantity('minOrderQty'),
    maxQuantity: quantity('maxOrderQty'),
    maxMarketQuantity: quantity('maxMktOrderQty'),
    minNotional: typeof least === 'string' && least !== '' ? parseBig(least, CASH_SCALE) : 0n,
    // Leverage has decimals at the venue ("12.50"); whole steps are enough, and down is safe.
    maxLeverage: Math.floor(Number(leverage)),
    fundingIntervalMs: asInteger(raw.fundingInterval, 'fundingInterval') * 60_000,
    status: readStatus(asText(raw.status, 'status')),
  });
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
