import type { Cash, Currency, Instrument, Price, Quantity } from '../../sdk/index.ts';
import { initialMargin, maintenanceMargin, mulDivBig, valueAt } from '../../sdk/index.ts';
import type { InstrumentBooks } from '../books.ts';
import type { WorkingOrder } from '../orders/working.ts';
import { remaining } from '../orders/working.ts';
import type { Venue } from '../venue.ts';
import { listed } from '../venue.ts';
import { onlyReduces, type Position, unrealizedPnl } from './position.ts';

/** Price at which positions are valued: the mark, else the last, else undefined. */
export function valuation(venue: Venue, instrument: InstrumentBooks): Price | undefined {
  const market = venue.market[instrument.definition.id];
  return market?.mark ?? market?.last;
}

/**
 * Cash plus unrealized PnL of one currency; a contract without a price counts at its entry. What spot has bought is
 * in the wallet, in its own currency.
 */
export function venueEquity(venue: Venue, currency: Currency): Cash {
  let equity = venue.books.cash[currency] ?? 0n;
  for (const { instrument, position, price } of heldIn(venue, currency))
    if (price !== undefined) equity += unrealizedPnl(position, instrument.definition, price);
  return equity;
}

/**
 * What is not bound as initial margin, negative where it is overdrawn: of the equity, or where margin is isolated of
 * the cash, since there no position's gain or loss stands for another.
 */
export function venueAvailable(venue: Venue, currency: Currency): Cash {
  return backing(venue, currency) - marginRequired(venue, currency);
}

/** What initial margin may be taken from. */
export function backing(venue: Venue, currency: Currency): Cash {
  return venue.config.marginMode === 'isolated'
    ? (venue.books.cash[currency] ?? 0n)
    : venueEquity(venue, currency);
}

/** What all positions of a currency must keep as margin; one without a price counts at its entry. */
export function maintenanceRequired(venue: Venue, currency: Currency): Cash {
  let total = 0n;
  for (const { instrument, position, price } of heldIn(venue, currency))
    total += maintenanceOf(instrument.definition, position, price);
  return total;
}

/** The maintenance margin of one position at a price. */
export function maintenanceOf(definition: Instrument, position: Position, price: Price | undefined): Cash {
  const value = price === undefined ? position.cost : valueAt(definition, price, position.quantity);
  return maintenanceMargin(definition, value);
}

/** Every contract that is held and settles in the currency. */
export function heldIn(
  venue: Venue,
  currency: Currency,
): { instrument: InstrumentBooks; position: Position; price: Price | undefined }[] {
  return contractsIn(venue, currency).flatMap((instrument) =>
    Object.values(instrument.positions)
      .filter((position) => position.quantity !== 0)
      .map((position) => ({ instrument, position, price: valuation(venue, instrument) })),
  );
}

/**
 * Initial margin of all positions and of all orders, those on their way included. `instead` replaces one of them
 * or adds one: the order that is being judged.
 */
export function marginRequired(venue: Venue, currency: Currency, instead?: WorkingOrder): Cash {
  const orders = new Map<string, WorkingOrder>();
  for (const action of venue.books.pending)
    if (action.kind === 'submit') orders.set(action.order.request.clientOrderId, action.order);
  for (const instrument of settledIn(venue, currency))
    for (const order of instrument.orders) orders.set(order.request.clientOrderId, order);
  if (instead !== undefined) orders.set(instead.request.clientOrderId, instead);

  const legs = new Map<string, Exposure>();
  for (const instrument of contractsIn(venue, currency))
    for (const leg of ['net', 'long', 'short'] as const) {
      const position = instrument.positions[leg];
      if (position !== undefined && position.quantity !== 0)
        legs.set(`${instrument.definition.id}/${leg}`, { ...noExposure(instrument), position });
    }
  for (const order of orders.values()) {
    const instrument = listed(venue, order.request.instrument);
    if (instrument?.definition.settle !== currency || onlyReduces(instrument.definition, order.request))
      continue;
    const key = `${order.request.instrument}/${order.request.leg}`;
    const exposure = legs.get(key) ?? noExposure(instrument);
    legs.set(key, exposure);
    const side = exposure[order.request.side];
    side.quantity += remaining(order);
    side.value += orderValue(instrument, order);
  }
  let total = 0n;
  for (const exposure of legs.values())
    total += initialMargin(
      exposure.instrument.definition,
      worstValue(exposure),
      exposure.instrument.leverage,
    );
  return total;
}

/** What is left of an order at its limit, else its trigger, else the price it was accepted at. */
export function orderValue(instrument: InstrumentBooks, order: WorkingOrder): Cash {
  const price = order.request.price ?? order.request.triggerPrice ?? order.acceptedPrice;
  return valueAt(instrument.definition, price, remaining(order));
}

interface Exposure {
  readonly instrument: InstrumentBooks;
  readonly position: Position;
  readonly buy: { quantity: Quantity; value: Cash };
  readonly sell: { quantity: Quantity; value: Cash };
}

function noExposure(instrument: InstrumentBooks): Exposure {
  return {
    instrument,
    position: { quantity: 0, cost: 0n },
    buy: { quantity: 0, value: 0n },
    sell: { quantity: 0, value: 0n },
  };
}

/**
 * The worse of two ends: all buys filled, or all sells. An order against the position counts only for what goes
 * beyond it, in proportion, rounded up.
 */
function worstValue(exposure: Exposure): Cash {
  const { position } = exposure;
  const along = position.quantity >= 0 ? exposure.buy : exposure.sell;
  const against = position.quantity >= 0 ? exposure.sell : exposure.buy;
  const held = Math.abs(position.quantity);
  const beyond =
    against.quantity > held
      ? mulDivBig(against.value, BigInt(against.quantity - held), BigInt(against.quantity), 'ceil')
      : 0n;
  const grown = position.cost + along.value;
  return grown > beyond ? grown : beyond;
}

function contractsIn(venue: Venue, currency: Currency): InstrumentBooks[] {
  return settledIn(venue, currency).filter((i) => i.definition.kind !== 'spot');
}

export function settledIn(venue: Venue, currency: Currency): InstrumentBooks[] {
  return venue.instruments.filter((i) => i.definition.settle === currency);
}
