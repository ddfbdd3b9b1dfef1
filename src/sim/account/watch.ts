import type { Bar, Cash, Ms, Price } from '../../sdk/index.ts';
import {
  CASH_SCALE,
  initialMargin,
  liquidationPrice,
  RATE_SCALE,
  tiersOf,
  toFloat,
  valueAt,
} from '../../sdk/index.ts';
import type { InstrumentBooks } from '../books.ts';
import type { InstrumentMarket, Venue } from '../venue.ts';
import { marketOf } from '../venue.ts';
import { liquidateShort } from './liquidation.ts';
import { heldIn, legsOf, maintenanceOf, maintenanceRequired, valuation, venueEquity } from './margin.ts';
import { holdingOf, unrealizedPnl } from './position.ts';

const RATE_ONE = 10 ** RATE_SCALE;

/** Prices between which no position of an instrument can come near its maintenance margin. */
export interface SafeRange {
  /** `Venue.moves` when it was found out. */
  readonly moves: number;
  readonly low: Price;
  readonly high: Price;
}

/** The valuation of an instrument has changed: liquidates what it leaves without its margin. */
export function watchMargin(venue: Venue, instrument: InstrumentBooks, nowMs: Ms): void {
  const price = valuation(venue, instrument);
  if (price !== undefined && !isSafe(venue, instrument, price)) liquidateShort(venue, instrument, nowMs);
}

/** True where a price surely liquidates nothing. */
export function isSafe(venue: Venue, instrument: InstrumentBooks, price: Price): boolean {
  return areSafe(venue, instrument, marketOf(venue, instrument), price, price);
}

/** The same of all prices between two. Cheap: two comparisons, until something moves. */
function areSafe(
  venue: Venue,
  instrument: InstrumentBooks,
  market: InstrumentMarket,
  from: Price,
  to: Price,
): boolean {
  if (market.safe?.moves !== venue.moves) market.safe = safeRange(venue, instrument, from);
  const { low, high } = market.safe;
  if (from > low && to < high) return true;
  market.safe = undefined;
  return false;
}

/** A bar without orders and without a price that endangers the margin of what is held does nothing. */
export function isCalm(
  venue: Venue,
  instrument: InstrumentBooks,
  market: InstrumentMarket,
  { low, high }: Bar,
): boolean {
  if (instrument.orders.length > 0) return false;
  return market.mark !== undefined || areSafe(venue, instrument, market, low, high);
}

/**
 * Found out in floats with a tenth to spare: the exact check decides outside of it. Where other positions settle in
 * the same currency, in cross mode their prices have a say too, and nothing is safe beforehand.
 */
function safeRange(venue: Venue, instrument: InstrumentBooks, price: Price): SafeRange {
  const { definition } = instrument;
  const { moves } = venue;
  const none = { moves, low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY };
  const legs = legsOf(instrument);
  if (legs.length === 0 || definition.kind === 'spot')
    return { moves, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  const isIsolated = venue.config.marginMode === 'isolated';
  const isAlone = venue.instruments.length === 1;
  if (!isIsolated && !isAlone && heldIn(venue, definition.settle).length > legs.length) return none;
  const most = tiersOf(definition).at(-1)!.maintenanceRate / RATE_ONE;
  let value = 0;
  let equity = isIsolated ? 0 : toFloat(venue.books.cash[definition.settle] ?? 0n, CASH_SCALE);
  let worst = Number.POSITIVE_INFINITY;
  for (const [, position] of legs) {
    const worth = Math.abs(toFloat(valueAt(definition, price, position.quantity), CASH_SCALE));
    const gained = toFloat(unrealizedPnl(position, definition, price), CASH_SCALE);
    value += worth;
    equity += gained;
    const own = toFloat(position.cost, CASH_SCALE) / instrument.leverage + gained;
    if (isIsolated) worst = Math.min(worst, own / worth);
  }
  const share = isIsolated ? worst : equity / value;
  const loss = (share - most) / (1 + most);
  if (!(loss > 0)) return none;
  // A fall by x costs an inverse long x / (1 - x) of its value.
  const reach = (0.9 * loss) / (1 + loss);
  return { moves, low: price * (1 - reach), high: price * (1 + reach) };
}

/**
 * On the way to `to`, before the price `next` where something else happens: liquidates a position whose liquidation
 * price lies there. Where two legs are held, at the end of the way. Returns where, or undefined.
 */
export function liquidateOnWay(
  venue: Venue,
  instrument: InstrumentBooks,
  to: Price,
  next: Price | undefined,
  nowMs: Ms,
): Price | undefined {
  const market = marketOf(venue, instrument);
  if (market.mark !== undefined || isSafe(venue, instrument, to)) return undefined;
  const at = liquidatedAt(venue, instrument, to);
  if (at === undefined || (next !== undefined && Math.abs(to - at) < Math.abs(to - next))) return undefined;
  const before = venue.moves;
  market.last = at;
  liquidateShort(venue, instrument, nowMs);
  return venue.moves === before ? undefined : at;
}

/** The first whole price at which the margin is short, no farther than `to`. */
function liquidatedAt(venue: Venue, instrument: InstrumentBooks, to: Price): Price | undefined {
  const { definition } = instrument;
  const legs = legsOf(instrument);
  const [leg] = legs;
  if (leg === undefined || legs.length > 1) return to;
  const [, position] = leg;
  const price = liquidationPrice(definition, holdingOf(position), behind(venue, instrument));
  if (price === undefined) return undefined;
  // It is rounded to the side that is reached sooner: one unit on, the margin is short for sure.
  if (position.quantity > 0) return to <= price ? Math.max(to, price - 1) : undefined;
  return to >= price ? Math.min(to, price + 1) : undefined;
}

/** What stands behind the only position of an instrument, its own gain apart. */
function behind(venue: Venue, instrument: InstrumentBooks): Cash {
  const { definition, leverage } = instrument;
  const [leg] = legsOf(instrument);
  if (leg === undefined) return 0n;
  const [, position] = leg;
  if (venue.config.marginMode === 'isolated') return initialMargin(definition, position.cost, leverage);
  const { settle } = definition;
  const price = valuation(venue, instrument);
  const gained = price === undefined ? 0n : unrealizedPnl(position, definition, price);
  const kept = maintenanceRequired(venue, settle) - maintenanceOf(definition, position, price);
  return venueEquity(venue, settle) - gained - kept;
}
