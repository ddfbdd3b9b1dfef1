import {
  type Cash,
  type Currency,
  type Holding,
  type Instrument,
  initialMargin,
  liquidationPrice,
  maintenanceMargin,
  type Price,
  tierOf,
  valueAt,
} from '../../sdk/index.ts';
import { exposedOrders } from '../orders/exposed-orders.ts';
import { exposedQuantity } from '../orders/order.ts';
import { worstPrice } from '../risk/proposal.ts';
import { type Core, instrumentOf, markOf } from '../state.ts';
import { unrealized } from './booking.ts';
import { equityIn } from './equity.ts';
import type { Position } from './position.ts';

/** What positions and entries bind, by the settle currency they bind it in. */

/** |value| / leverage, the profile's or the tier's own where that is less, rounded up; of spot the whole value. */
export function marginOf(core: Core, instrument: Instrument, value: Cash): Cash {
  const leverage = Math.min(core.config.sizing.leverage, tierOf(instrument, value).maxLeverage);
  return initialMargin(instrument, value, leverage);
}

/**
 * Margin of everything held and of every entry that may still fill: of positions at the mark in cross mode (cost where
 * none is known), at cost in isolated mode. A spot holding has been paid for and binds nothing.
 */
export function usedMargin(core: Core, currency: Currency = core.config.currency): Cash {
  let sum = 0n;
  for (const position of core.facts.positions.values()) {
    if (position.quantity === 0) continue;
    const instrument = instrumentOf(core, position.instrument);
    if (instrument.settle !== currency || instrument.kind === 'spot') continue;
    const mark = core.config.marginMode === 'isolated' ? undefined : markOf(core, instrument.id);
    const value = mark === undefined ? position.cost : valueAt(instrument, mark, position.quantity);
    sum += marginOf(core, instrument, value);
  }
  for (const order of exposedOrders(core.facts)) {
    if (order.reduceOnly) continue;
    const instrument = instrumentOf(core, order.instrument);
    if (instrument.settle !== currency) continue;
    const mark = markOf(core, instrument.id);
    const price = dearest(instrument, worstPrice(order, mark) ?? order.price, mark);
    if (price !== undefined)
      sum += marginOf(core, instrument, valueAt(instrument, price, exposedQuantity(order)));
  }
  return sum;
}

/** The price at which a quantity binds most: an inverse value rises as its price falls. */
export function dearest(
  instrument: Instrument,
  worst: Price | undefined,
  mark: Price | undefined,
): Price | undefined {
  if (instrument.kind !== 'inverse' || worst === undefined || mark === undefined) return worst ?? mark;
  return Math.min(worst, mark);
}

/**
 * What new entries may bind of a currency; never negative. Cross: equity that is not bound. Isolated: cash that is not
 * bound, because a position's own PnL stays with it.
 */
export function freeCash(core: Core, currency: Currency = core.config.currency): Cash {
  const isIsolated = core.config.marginMode === 'isolated';
  const own = isIsolated ? (core.facts.cash.get(currency) ?? 0n) : equityIn(core, currency);
  const free = own - usedMargin(core, currency);
  return free > 0n ? free : 0n;
}

/**
 * The mark at which the venue takes the position away, see `liquidationPrice` and `marginBehind`; undefined where
 * no price does, for spot and when flat.
 */
export function liquidationOf(core: Core, position: Position): Price | undefined {
  const instrument = instrumentOf(core, position.instrument);
  if (position.quantity === 0) return undefined;
  return liquidationPrice(instrument, position, marginBehind(core, instrument, position, position));
}

/**
 * What stands behind a holding by the account's margin mode. Isolated: its margin at cost. Cross: the wallet of its
 * settle currency with the unrealized PnL of the other positions (none where no mark is known), less their maintenance
 * margins; the other leg of a hedge is one of those, at its present mark, though it would gain what this one loses.
 * @param position the one that the holding is of, or will be; absent: none yet.
 */
export function marginBehind(
  core: Core,
  instrument: Instrument,
  holding: Holding,
  position: Position | undefined,
): Cash {
  if (core.config.marginMode === 'isolated') return marginOf(core, instrument, holding.cost);
  const { settle } = instrument;
  let margin = core.facts.cash.get(settle) ?? 0n;
  for (const other of core.facts.positions.values()) {
    if (other !== position && isBehind(core, other, settle)) margin += standsFor(core, other);
  }
  return margin;
}

/** True of what stands for, or weighs on, the other positions of a settle currency in cross mode. */
function isBehind(core: Core, { instrument, quantity }: Position, settle: Currency): boolean {
  if (quantity === 0) return false;
  const { settle: own, kind } = instrumentOf(core, instrument);
  return own === settle && kind !== 'spot';
}

function standsFor(core: Core, position: Position): Cash {
  const instrument = instrumentOf(core, position.instrument);
  const mark = markOf(core, position.instrument);
  if (mark === undefined) return -maintenanceMargin(instrument, position.cost);
  const value = valueAt(instrument, mark, position.quantity);
  return unrealized(position, instrument, mark) - maintenanceMargin(instrument, value);
}

/** True where the marks of other instruments move what stands behind the position. */
export function sharesMargin(core: Core, position: Position): boolean {
  if (core.config.marginMode === 'isolated') return false;
  const { settle } = instrumentOf(core, position.instrument);
  for (const other of core.facts.positions.values()) {
    if (other !== position && isBehind(core, other, settle)) return true;
  }
  return false;
}
