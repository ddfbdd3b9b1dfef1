import fc from 'fast-check';
import type { Instrument, Leg, MarketEvent, OrderRequest } from '../../src/sdk/index.ts';
import type { Venue, VenueConfig, VenueOutput } from '../../src/sim/index.ts';
import {
  advance,
  amendOrder,
  autoDeleverage,
  cancelOrder,
  createVenue,
  defineInstrument,
  onMarket,
  setVenueLeverage,
  setVenuePositionMode,
  submitOrder,
} from '../../src/sim/index.ts';
import { bar, INSTRUMENT, INVERSE, PLAIN, SPOT, T0, usdt } from './venue-kit.ts';

/** Lives of a venue, at random: what it is, and what is done to it. */

export type Deed =
  | { readonly do: 'submit'; readonly order: Omit<OrderRequest, 'clientOrderId'> }
  | { readonly do: 'cancel' | 'amend'; readonly which: number; readonly quantity: number }
  | { readonly do: 'market'; readonly event: MarketEvent }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'leverage'; readonly times: number }
  | { readonly do: 'deleverage'; readonly leg: Leg; readonly quantity: number; readonly price: number }
  | { readonly do: 'status'; readonly status: Instrument['status'] };

/** What kind of venue lives. */
export interface Birth {
  readonly instrument: Instrument;
  readonly hedged: boolean;
  readonly config: Partial<VenueConfig>;
}

const { tick, lot } = INSTRUMENT;
const price = fc.integer({ min: 190, max: 210 }).map((ticks) => ticks * tick);
/** Far enough for margin to run out. */
const mark = fc.oneof(
  { weight: 3, arbitrary: price },
  fc.integer({ min: 120, max: 280 }).map((ticks) => ticks * tick),
);
const quantity = fc.integer({ min: 6, max: 400 }).map((lots) => lots * lot);
const side = fc.constantFrom('buy' as const, 'sell' as const);
const leg = fc.constantFrom('long' as const, 'short' as const);

const order: fc.Arbitrary<Omit<OrderRequest, 'clientOrderId'>> = fc
  .record({
    side,
    leg,
    quantity,
    price,
    triggerPrice: price,
    trailBy: fc.integer({ min: 1, max: 8 }).map((ticks) => ticks * tick),
    type: fc.constantFrom(
      'market',
      'limit',
      'limit',
      'stop-market',
      'stop-limit',
      'take-profit',
      'trailing-stop',
    ),
    timeInForce: fc.constantFrom('gtc', 'ioc', 'fok', 'post-only'),
    reduceOnly: fc.constantFrom(true, false, false, false),
    closeOnTrigger: fc.boolean(),
  })
  .map(({ price, triggerPrice, trailBy, closeOnTrigger, ...rest }) => ({
    ...{ account: 'main', instrument: INSTRUMENT.id, owner: 'test', role: 'entry' as const },
    ...rest,
    ...(['limit', 'stop-limit'].includes(rest.type) && { price }),
    ...(['stop-market', 'stop-limit', 'take-profit'].includes(rest.type) && { triggerPrice }),
    ...(rest.type === 'trailing-stop' && { trailBy }),
    ...(rest.reduceOnly && closeOnTrigger && { closeOnTrigger }),
  }));

const frame = { instrument: INSTRUMENT.id, time: T0 };
/** A book around a middle, uncrossed. */
const book = fc
  .record({ middle: price, sizes: fc.array(quantity, { minLength: 6, maxLength: 6 }) })
  .map(({ middle, sizes }): MarketEvent => {
    const levels = (direction: 1 | -1, own: number[]): number[] =>
      own.flatMap((size, i) => [middle + direction * (i + 1) * tick, size]);
    const both = { bids: levels(-1, sizes.slice(0, 3)), asks: levels(1, sizes.slice(3)) };
    return { ...frame, type: 'book', kind: 'snapshot', update: 1, ...both };
  });
const trade = fc
  .record({ side, price, quantity })
  .map((rest): MarketEvent => ({ ...frame, type: 'trade', id: 't', ...rest }));
const OPENING: Deed = {
  do: 'market',
  event: { ...frame, type: 'trade', id: 't', side: 'buy', price: 1000, quantity: 10 },
};
const ticker = fc
  .record({ mark, last: price, fundingRate: fc.integer({ min: -50_000, max: 50_000 }), minutes: fc.nat(4) })
  .map(({ minutes, ...rest }): MarketEvent => {
    return { ...frame, type: 'ticker', nextFundingMs: T0 + minutes * 60_000, ...rest };
  });
export const candle = fc.tuple(mark, mark, mark, mark).map((four): MarketEvent => {
  const [open, , , close] = four;
  return bar(0, open, Math.max(...four), Math.min(...four), close);
});

const deed = (market: fc.Arbitrary<MarketEvent>): fc.Arbitrary<Deed> =>
  fc.oneof(
    { weight: 20, arbitrary: order.map((order): Deed => ({ do: 'submit', order })) },
    { weight: 25, arbitrary: market.map((event): Deed => ({ do: 'market', event })) },
    {
      weight: 5,
      arbitrary: fc.record({ do: fc.constantFrom('cancel', 'amend'), which: fc.nat(20), quantity }),
    },
    {
      weight: 5,
      arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 90_000 }) }),
    },
    fc.record({ do: fc.constant('leverage' as const), times: fc.integer({ min: 1, max: 50 }) }),
    fc.record({ do: fc.constant('deleverage' as const), leg, quantity, price }),
    fc.record({
      do: fc.constant('status' as const),
      status: fc.constantFrom('halted', 'trading', 'trading', 'trading'),
    }),
  );
/** A life begins with a market; without one every order is turned away. */
const life = (market: fc.Arbitrary<MarketEvent>, opening: fc.Arbitrary<MarketEvent>): fc.Arbitrary<Deed[]> =>
  fc
    .tuple(opening, fc.array(deed(market), { minLength: 30, maxLength: 80 }))
    .map(([event, deeds]) => [OPENING, { do: 'market', event }, ...deeds]);

/** The deeds of a life with books and trades, and of one with bars alone. */
export const deeds: fc.Arbitrary<Deed[]> = fc.oneof(
  life(fc.oneof(book, trade, ticker), book),
  life(fc.oneof({ weight: 3, arbitrary: candle }, ticker), candle),
  life(candle, candle),
);

export const births: fc.Arbitrary<Birth> = fc
  .record({
    instrument: fc.constantFrom(INSTRUMENT, INSTRUMENT, INVERSE, SPOT),
    hedged: fc.boolean(),
    wealth: fc.constantFrom('20', '40', '10000'),
    config: fc.record({
      marginMode: fc.constantFrom('cross' as const, 'isolated' as const),
      fillModel: fc.constantFrom('book' as const, 'book' as const, 'trades' as const),
      cancelsAhead: fc.constantFrom(0, 0.5),
      insurance: fc.constantFrom({}, { USDT: usdt('5'), BTC: usdt('0.01') }),
    }),
  })
  .map(({ wealth, config, hedged, instrument }) => ({
    instrument,
    hedged: hedged && instrument.kind !== 'spot',
    config: { ...config, cash: { USDT: usdt(wealth), BTC: usdt(wealth) / 20n } },
  }));

interface Held {
  readonly quantity: number;
  readonly cost: bigint;
  readonly remnant?: bigint;
}

/** One life of a venue: does the deeds a little apart and hands back every batch of outputs. */
export class Life {
  venue: Venue;
  nowMs = T0;
  readonly requests = new Map<string, OrderRequest>();
  readonly #birth: Birth;
  #minute = 0;

  constructor(birth: Birth = { instrument: INSTRUMENT, hedged: false, config: {} }) {
    this.#birth = birth;
    this.venue = createVenue({
      ...PLAIN,
      fees: { maker: -5_000, taker: 55_001 },
      latency: {
        order: { model: 'uniform', minMs: 200, maxMs: 500 },
        cancel: { model: 'lognormal', medianMs: 150, sigma: 0.5, maxMs: 900 },
      },
      slippageTicks: 1,
      extras: { volatile: 150_000, thin: 250_000, depthBelow: usdt('300') },
      partialFills: { probability: 0.5, minFraction: 0.1 },
      ...birth.config,
    });
    defineInstrument(this.venue, birth.instrument, T0);
    if (birth.hedged) setVenuePositionMode(this.venue, 'hedge');
  }

  step(deed: Deed): readonly VenueOutput[] {
    this.nowMs += 100;
    const { instrument, hedged } = this.#birth;
    switch (deed.do) {
      case 'wait':
        this.nowMs += deed.ms;
        break;
      case 'market':
        onMarket(this.venue, this.#timely(deed.event), this.nowMs);
        break;
      case 'submit': {
        const clientOrderId = `order-${this.requests.size}`;
        const leg = hedged ? deed.order.leg : 'net';
        const request = { ...deed.order, instrument: instrument.id, leg, clientOrderId };
        if (submitOrder(this.venue, request, this.nowMs).kind === 'accepted')
          this.requests.set(clientOrderId, request);
        break;
      }
      case 'cancel':
      case 'amend': {
        const request = { instrument: instrument.id, clientOrderId: `order-${deed.which}` };
        if (deed.do === 'cancel') cancelOrder(this.venue, request, this.nowMs);
        else amendOrder(this.venue, { ...request, quantity: deed.quantity }, this.nowMs);
        break;
      }
      case 'leverage':
        setVenueLeverage(this.venue, instrument.id, deed.times);
        break;
      case 'deleverage': {
        const { quantity, price } = deed;
        const leg = hedged ? deed.leg : 'net';
        autoDeleverage(this.venue, { instrument: instrument.id, leg, quantity, price }, this.nowMs);
        break;
      }
      case 'status':
        defineInstrument(this.venue, { ...instrument, status: deed.status }, this.nowMs);
    }
    return advance(this.venue, this.nowMs);
  }

  /** The event at the present time; bars in sequence, each closing now. */
  #timely(given: MarketEvent): MarketEvent {
    const event = { ...given, instrument: this.#birth.instrument.id };
    if (event.type !== 'bar') return { ...event, time: this.nowMs };
    this.#minute = Math.max(this.#minute + 1, Math.ceil((this.nowMs - T0) / 60_000));
    const next = bar(this.#minute - 1, event.open, event.high, event.low, event.close);
    this.nowMs = next.time;
    return { ...next, instrument: event.instrument };
  }

  get books(): Venue['books'] {
    return this.venue.books;
  }

  get legs(): [Leg, Held][] {
    const positions = this.books.instruments[this.#birth.instrument.id]?.positions ?? {};
    return Object.entries(positions) as [Leg, Held][];
  }

  held(leg: Leg): Held {
    return this.books.instruments[this.#birth.instrument.id]?.positions[leg] ?? { quantity: 0, cost: 0n };
  }
}
