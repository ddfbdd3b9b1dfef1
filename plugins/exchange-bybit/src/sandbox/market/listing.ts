import { sourceError } from '../errors.ts';
import { type Definition, definitionSchema } from './definition.ts';

/** base, tick, lot, most leverage, a plausible price, largest limit order, largest market order. */
type Row = readonly [
  base: string,
  tick: string,
  lot: string,
  leverage: string,
  price: number,
  maxQty: string,
  maxMarketQty: string,
];

/** The USDT perpetuals that the sandbox knows by itself, with Bybit's filters of 2026. */
const ROWS: readonly Row[] = [
  ['BTC', '0.10', '0.001', '100.00', 65_000, '1500.000', '150.000'],
  ['ETH', '0.01', '0.01', '100.00', 1_920, '10000.00', '2000.00'],
  ['SOL', '0.010', '0.1', '100.00', 78, '96000.0', '12000.0'],
  ['XRP', '0.0001', '0.1', '100.00', 1.05, '7500000.0', '1500000.0'],
  ['BNB', '0.10', '0.01', '50.00', 580, '940.00', '370.00'],
  ['DOGE', '0.00001', '1', '75.00', 0.07, '43678900', '5991100'],
  ['LINK', '0.001', '0.1', '50.00', 8.2, '41000.0', '15000.0'],
  ['LTC', '0.01', '0.1', '50.00', 44, '8800.0', '3000.0'],
  ['TRX', '0.00001', '1', '75.00', 0.33, '1500000', '460000'],
  ['ADA', '0.0001', '1', '75.00', 0.17, '1500000', '590000'],
  ['AVAX', '0.001', '0.1', '50.00', 6.4, '110000.0', '22000.0'],
  ['OP', '0.00001', '0.1', '50.00', 0.11, '1080000.0', '540000.0'],
  ['ARB', '0.00001', '0.1', '50.00', 0.08, '21500000.0', '4300000.0'],
];

/** What instruments-info lists, in alphabetical order. */
export class Listing {
  readonly #all: Definition[];
  readonly #bySymbol: Map<string, Definition>;

  constructor(definitions: readonly Definition[]) {
    this.#all = [...definitions].sort((a, b) => (a.symbol < b.symbol ? -1 : a.symbol > b.symbol ? 1 : 0));
    this.#bySymbol = new Map(this.#all.map((d) => [d.symbol, d]));
  }

  get(symbol: string): Definition | undefined {
    return this.#bySymbol.get(symbol);
  }

  get all(): readonly Definition[] {
    return this.#all;
  }

  /** The instrument in another state; undefined where it is not listed. */
  change(symbol: string, status: string): Definition | undefined {
    const at = this.#all.findIndex((definition) => definition.symbol === symbol);
    const before = this.#all[at];
    if (before === undefined) return undefined;
    const after = { ...before, status };
    this.#all[at] = after;
    this.#bySymbol.set(symbol, after);
    return after;
  }

  /** @throws BOTRC_SANDBOX_SOURCE where it is not listed. */
  need(symbol: string): Definition {
    const definition = this.get(symbol);
    if (definition) return definition;
    const near = this.all.find((d) => d.symbol.startsWith(symbol.slice(0, 3)));
    throw sourceError(
      'the instrument is not listed',
      symbol,
      near ? `not among ${this.all.length} instruments; nearest ${near.symbol}` : undefined,
    );
  }
}

/** Definitions for sources that bring none. */
export function builtInListing(): Listing {
  return new Listing(ROWS.map(definitionOf));
}

/** A price to begin at where a source brings none. */
export function startPrice(definition: Definition): number {
  const row = ROWS.find(([base]) => `${base}USDT` === definition.symbol);
  return row?.[4] ?? Number(definition.priceFilter.tickSize) * 20_000;
}

function definitionOf(row: Row, index: number): Definition {
  const [base, tick, lot, leverage, , maxQty, maxMarketQty] = row;
  const scale = tick.length - tick.indexOf('.') - 1;
  return definitionSchema.parse({
    symbol: `${base}USDT`,
    contractType: 'LinearPerpetual',
    status: 'Trading',
    baseCoin: base,
    quoteCoin: 'USDT',
    launchTime: '1584230400000',
    deliveryTime: '0',
    deliveryFeeRate: '',
    priceScale: String(scale),
    leverageFilter: { minLeverage: '1', maxLeverage: leverage, leverageStep: '0.01' },
    priceFilter: { minPrice: tick, maxPrice: (Number(tick) * 19_999_998).toFixed(scale), tickSize: tick },
    lotSizeFilter: {
      maxOrderQty: maxQty,
      minOrderQty: lot,
      qtyStep: lot,
      postOnlyMaxOrderQty: maxQty,
      maxMktOrderQty: maxMarketQty,
      minNotionalValue: '5',
    },
    unifiedMarginTrade: true,
    fundingInterval: 480,
    settleCoin: 'USDT',
    copyTrading: 'both',
    upperFundingRate: '0.005',
    lowerFundingRate: '-0.005',
    isPreListing: false,
    preListingInfo: null,
    riskParameters: { priceLimitRatioX: '0.01', priceLimitRatioY: '0.02' },
    displayName: '',
    symbolType: '',
    forbidUplWithdrawal: false,
    symbolId: index + 1,
  });
}
