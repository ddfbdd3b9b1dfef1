import type { Cash, Currency, Instrument, Leg, Price, Quantity } from '../../sdk/index.ts';
import { initialMargin, maintenanceMargin, mulDivBig, valueAt } from '../../sdk/index.ts';
import type { InstrumentBooks } from '../books.ts';
import type { WorkingOrder } from '../orders/working.ts';
import { remaining } from '../orders/working.ts';
import type { Venue } from '../venue.ts';
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

/** The mode changes only while nothing is open. */
const LEGS = { 'one-way': ['net'], hedge: ['long', 'short'] } as const;
const NOTHING: readonly [Leg, Position][] = [];

/** The legs that hold something. */
export function legsOf({ positions: { net, long, short } }: InstrumentBooks): readonly [Leg, Position][] {
  // By name: looked up by a variable it takes several times as long, and every execution asks for it.
  if (long === undefined && short === undefined) return holds(net) ? [['net', net]] : NOTHING;
  const held: [Leg, Position][] = [];
  if (holds(net)) held.push(['net', net]);
  if (holds(long)) held.push(['long', long]);
  if (holds(short)) held.push(['short', short]);
  return held;
}

function holds(position: Position | undefined): position is Position {
  return position !== undefined && position.quantity !== 0;
}

/** Every contract that is held and settles in the currency. */
export function heldIn(
  venue: Venue,
  currency: Currency,
): { instrument: InstrumentBooks; position: Position; price: Price | undefined }[] {
  const held: ReturnType<typeof heldIn> = [];
  for (const instrument of venue.instruments) {
    const { settle, kind } = instrument.definition;
    if (settle !== currency || kind === 'spot') continue;
    for (const [, position] of legsOf(instrument))
      held.push({ instrument, position, price: valuation(venue, instrument) });
  }
  return held;
}

/**
 * Initial margin of all positions and of all orders, those on their way included. `instead` replaces one of them
 * or adds one: the order that is being judged.
 */
export function marginRequired(venue: Venue, currency: Currency, instead?: WorkingOrder): Cash {
  const legs = LEGS[venue.books.positionMode];
  let total = 0n;
  for (const instrument of venue.instruments) {
    if (instrument.definition.settle !== currency) continue;
    for (const leg of legs) total += marginOfLeg(venue, instrument, leg, instead);
  }
  return total;
}

function marginOfLeg(venue: Venue, instrument: InstrumentBooks, leg: Leg, instead?: WorkingOrder): Cash {
  const { definition, leverage } = instrument;
  const replaced = instead?.request.clientOrderId;
  const held = definition.kind === 'spot' ? undefined : instrument.positions[leg];
  const exposure = { held: held?.quantity ?? 0, cost: held?.cost ?? 0n, buy: none(), sell: none() };
  for (const order of instrument.orders)
    if (order.request.clientOrderId !== replaced) expose(exposure, instrument, leg, order);
  for (const action of venue.books.pending)
    if (action.kind === 'submit' && action.order.request.clientOrderId !== replaced)
      expose(exposure, instrument, leg, action.order);
  if (instead !== undefined) expose(exposure, instrument, leg, instead);
  const worst = worstValue(exposure);
  return worst === 0n ? 0n : initialMargin(definition, worst, leverage);
}

/** Adds an order of the leg that may enlarge it. */
function expose(exposure: Exposure, instrument: InstrumentBooks, leg: Leg, order: WorkingOrder): void {
  const { request } = order;
  if (request.leg !== leg || request.instrument !== instrument.definition.id) return;
  if (onlyReduces(instrument.definition, request)) return;
  const side = exposure[request.side];
  side.quantity += remaining(order);
  side.value += orderValue(instrument, order);
}

/** What is left of an order at its limit, else its trigger, else the price it was accepted at. */
export function orderValue(instrument: InstrumentBooks, order: WorkingOrder): Cash {
  const price = order.request.price ?? order.request.triggerPrice ?? order.acceptedPrice;
  return valueAt(instrument.definition, price, remaining(order));
}

/** What a leg holds, and what its orders of each side may add. */
interface Exposure {
  readonly held: Quantity;
  readonly cost: Cash;
  readonly buy: { quantity: Quantity; value: Cash };
  readonly sell: { quantity: Quantity; value: Cash };
}

function none(): Exposure['buy'] {
  return { quantity: 0, value: 0n };
}

/**
 * The worse of two ends: all buys filled, or all sells. An order against the position counts only for what goes
 * beyond it, in proportion, rounded up.
 */
function worstValue({ held, cost, buy, sell }: Exposure): Cash {
  const along = held >= 0 ? buy : sell;
  const against = held >= 0 ? sell : buy;
  const over = against.quantity - Math.abs(held);
  const beyond = over > 0 ? mulDivBig(against.value, BigInt(over), BigInt(against.quantity), 'ceil') : 0n;
  const grown = cost + along.value;
  return grown > beyond ? grown : beyond;
}

export function settledIn(venue: Venue, currency: Currency): InstrumentBooks[] {
  return venue.instruments.filter((i) => i.definition.settle === currency);
}
