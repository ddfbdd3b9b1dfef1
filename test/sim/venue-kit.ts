import type {
  Bar,
  BookUpdate,
  Fill,
  Instrument,
  MarketEvent,
  OrderRequest,
  OrderUpdate,
  Ticker,
  Trade,
} from '../../src/sdk/index.ts';
import { parseBig } from '../../src/sdk/index.ts';
import type { Venue, VenueConfig, VenueOutput } from '../../src/sim/index.ts';
import { advance, createVenue, defineInstrument, onMarket, submitOrder } from '../../src/sim/index.ts';

/** Prices in tenths, quantities in thousandths: price 1000 is 100.0, quantity 1000 is one contract. */
export const INSTRUMENT: Instrument = {
  id: 'BTCUSDT',
  venue: 'test',
  kind: 'linear',
  base: 'BTC',
  quote: 'USDT',
  settle: 'USDT',
  priceScale: 1,
  quantityScale: 3,
  tick: 5,
  lot: 10,
  minQuantity: 10,
  maxQuantity: 1_000_000,
  maxMarketQuantity: 100_000,
  minNotional: parseBig('5', 12),
  maxLeverage: 50,
  fundingIntervalMs: 28_800_000,
  status: 'trading',
};

/** The same contract settled in its base: a quantity of 1000 is one dollar's worth. */
export const INVERSE: Instrument = {
  ...INSTRUMENT,
  id: 'BTCUSD',
  kind: 'inverse',
  quote: 'USD',
  settle: 'BTC',
  maxQuantity: 100_000_000,
  maxMarketQuantity: 100_000_000,
  minNotional: 0n,
};
/** The same market without leverage. */
export const SPOT: Instrument = {
  ...INSTRUMENT,
  id: 'BTCUSDT-SPOT',
  kind: 'spot',
  maxLeverage: 1,
  fundingIntervalMs: 0,
};

/** Decimal USDT as cash. */
export function usdt(text: string): bigint {
  return parseBig(text, 12);
}

/** No latency, no slippage, no chance, no fees: what a test adds is what it is about. */
export const PLAIN: VenueConfig = {
  account: 'main',
  cash: { USDT: usdt('10000') },
  leverage: 10,
  fees: { maker: 0, taker: 0 },
  latency: { order: { model: 'fixed', ms: 0 }, cancel: { model: 'fixed', ms: 0 } },
  slippageTicks: 0,
  partialFills: { probability: 0, minFraction: 0 },
  seed: 1,
};

/** 00:00 of a day: bars of every length begin here. */
export const T0 = 1_700_006_400_000;
const MINUTE = 60_000;

/** A venue with its one instrument, and a hand on its market. Time moves a millisecond with every call. */
export class VenueRig {
  readonly venue: Venue;
  now = T0;
  #orders = 0;

  constructor(config: Partial<VenueConfig> = {}, instrument: Partial<Instrument> = {}) {
    this.venue = createVenue({ ...PLAIN, ...config });
    defineInstrument(this.venue, { ...INSTRUMENT, ...instrument }, T0);
  }

  /** Sends an order and returns its id. @throws where the venue turns it away. */
  order(order: Partial<OrderRequest>): string {
    const request = this.request(order);
    const outcome = submitOrder(this.venue, request, this.now);
    if (outcome.kind !== 'accepted') throw new Error(`${outcome.kind}: ${outcome.code} ${outcome.reason}`);
    return request.clientOrderId;
  }

  /** Why the venue turns an order away. */
  refusal(order: Partial<OrderRequest>): string {
    const outcome = submitOrder(this.venue, this.request(order), this.now);
    return outcome.kind === 'accepted' ? 'accepted' : outcome.code;
  }

  /** A market buy of one contract, unless told otherwise. */
  request(order: Partial<OrderRequest>): OrderRequest {
    return {
      account: 'main',
      instrument: INSTRUMENT.id,
      leg: 'net',
      owner: 'test',
      clientOrderId: order.clientOrderId ?? `order-${++this.#orders}`,
      side: 'buy',
      type: 'market',
      quantity: 1000,
      timeInForce: order.type === undefined || order.type === 'market' ? 'ioc' : 'gtc',
      reduceOnly: false,
      role: 'entry',
      ...order,
    };
  }

  /** Shows the market an event and returns what came of everything since the last call. */
  on(event: MarketEvent): readonly VenueOutput[] {
    this.now = Math.max(this.now + 1, event.type === 'bar' ? event.time : 0);
    onMarket(this.venue, event, this.now);
    return advance(this.venue, this.now);
  }

  pass(ms = 1): readonly VenueOutput[] {
    this.now += ms;
    return advance(this.venue, this.now);
  }

  /** A whole book, as [price, size] pairs. */
  book(bids: [number, number][], asks: [number, number][]): readonly VenueOutput[] {
    return this.on(this.update('snapshot', bids, asks));
  }

  delta(bids: [number, number][], asks: [number, number][]): readonly VenueOutput[] {
    return this.on(this.update('delta', bids, asks));
  }

  update(kind: BookUpdate['kind'], bids: [number, number][], asks: [number, number][]): BookUpdate {
    const sides = { bids: bids.flat(), asks: asks.flat() };
    return { type: 'book', instrument: INSTRUMENT.id, time: this.now, kind, update: this.now, ...sides };
  }

  trade(side: Trade['side'], price: number, quantity: number): readonly VenueOutput[] {
    const { now: time } = this;
    return this.on({ type: 'trade', instrument: INSTRUMENT.id, time, id: `t${time}`, side, price, quantity });
  }

  ticker(ticker: Partial<Ticker>): readonly VenueOutput[] {
    return this.on({ type: 'ticker', instrument: INSTRUMENT.id, time: this.now, ...ticker });
  }

  /** The one-minute bar that opens at the minute `index` of the day. */
  bar(index: number, open: number, high: number, low: number, close: number): readonly VenueOutput[] {
    return this.on(bar(index, open, high, low, close));
  }

  get position(): number {
    return this.venue.books.instruments[INSTRUMENT.id]?.positions.net?.quantity ?? 0;
  }

  get cash(): bigint {
    return this.venue.books.cash.USDT ?? 0n;
  }
}

export function bar(index: number, open: number, high: number, low: number, close: number): Bar {
  const openMs = T0 + index * MINUTE;
  const frame = { instrument: INSTRUMENT.id, interval: '1m', openMs, time: openMs + MINUTE } as const;
  return { type: 'bar', ...frame, open, high, low, close, volume: 1000 };
}

/** Outputs in one line each: `buy 1000 @ 1005 taker`, `order-1 filled 1000`, `funding -5.5`. */
export function told(outputs: readonly VenueOutput[]): string[] {
  return outputs.map((output) => {
    if (output.type === 'fill') return toldFill(output);
    if (output.type === 'order') return toldOrder(output);
    return `funding ${output.amount}`;
  });
}

function toldFill(fill: Fill): string {
  return `${fill.side} ${fill.quantity} @ ${fill.price} ${fill.liquidity}`;
}

function toldOrder(order: OrderUpdate): string {
  return `${order.clientOrderId} ${order.status} ${order.filled}${order.reason ? `: ${order.reason}` : ''}`;
}
