import {
  type Instrument,
  type InstrumentId,
  type Leg,
  type OrderSnapshot,
  type OrderType,
  parseScaled,
  plainText,
  type VenueOrderStatus,
} from '@botrc/sdk';
import { asRecord, asText, malformed } from '../wire.ts';

/*
 * An item of the `order` topic and of /v5/order/realtime and /history (shortened):
 *
 * {"symbol":"ETHUSDT","orderId":"5cf98598-…","orderLinkId":"a-1","side":"Buy","orderType":"Limit","price":"1500.50",
 *  "qty":"0.10","timeInForce":"GTC","orderStatus":"PartiallyFilled","cumExecQty":"0.04","reduceOnly":false,
 *  "positionIdx":0,"triggerPrice":"","triggerDirection":0,"cancelType":"UNKNOWN","rejectReason":"EC_NoError",
 *  "createdTime":"1672364262444","updatedTime":"1672364262457", …}
 *
 * https://bybit-exchange.github.io/docs/v5/websocket/private/order
 * Sums are cumulative. Numbers are texts; "" and zero both stand for "none" in prices.
 */

const STATUS: Readonly<Record<string, VenueOrderStatus>> = {
  New: 'working',
  PartiallyFilled: 'working',
  Untriggered: 'working',
  Triggered: 'working',
  Active: 'working',
  Filled: 'filled',
  Cancelled: 'cancelled',
  // Of spot alone: a contract's order that ends with a part filled is Cancelled.
  PartiallyFilledCanceled: 'cancelled',
  Deactivated: 'cancelled',
  Rejected: 'rejected',
};

/** Within one millisecond these follow one another. */
const RANKS: Readonly<Record<string, number>> = { Untriggered: 0, Active: 1, Triggered: 1, New: 2 };
const PART_RANK = 3;
const FINAL_RANK = 999;

/** Finds the definition of a symbol. */
export type Known = (symbol: InstrumentId) => Instrument | undefined;

/** The symbol of an item. @throws BOTRC_WIRE_FORMAT */
export function symbolOf(item: unknown): InstrumentId {
  return asText(asRecord(item, 'item').symbol, 'symbol');
}

/** An order as the venue tells it. @throws BOTRC_WIRE_FORMAT, BOTRC_NUMBER_… */
export function readOrder(item: unknown, instrument: Instrument): OrderSnapshot {
  const raw = asRecord(item, 'order');
  const orderStatus = asText(raw.orderStatus, 'orderStatus');
  const status = Object.hasOwn(STATUS, orderStatus) ? STATUS[orderStatus] : undefined;
  if (status === undefined) throw malformed('orderStatus', 'is none that is known', orderStatus);
  const { priceScale, quantityScale } = instrument;
  const quantity = parseScaled(asText(raw.qty, 'qty'), quantityScale);
  const filled = parseScaled(asText(raw.cumExecQty, 'cumExecQty') || '0', quantityScale);
  const price = priceOf(raw.price, 'price', priceScale);
  const triggerPrice = priceOf(raw.triggerPrice, 'triggerPrice', priceScale);
  const side = sideOf(raw.side);
  const updatedMs = timeOf(raw.updatedTime, 'updatedTime');
  const venueOrderId = asText(raw.orderId, 'orderId');
  const reason = reasonOf(raw);
  const isMarket = asText(raw.orderType, 'orderType') === 'Market';
  const leg = legOf(raw.positionIdx);
  return {
    type: 'order',
    clientOrderId: clientIdOf(raw),
    venueOrderId,
    instrument: instrument.id,
    status: reason === POST_ONLY && filled === 0 ? 'rejected' : status,
    filled,
    quantity,
    version: updatedMs * 1_000 + rankOf(orderStatus, status, filled, quantity),
    time: updatedMs,
    side,
    orderType: typeOf(raw, side, isMarket, triggerPrice !== undefined),
    reduceOnly: raw.reduceOnly === true,
    ...(price !== undefined && !isMarket && { price }),
    ...(triggerPrice !== undefined && { triggerPrice }),
    ...(leg !== 'net' && { leg }),
    ...(reason !== undefined && status !== 'working' && status !== 'filled' && { reason }),
  };
}

const POST_ONLY = 'EC_PostOnlyWillTakeLiquidity';

/** Ours where we sent the order; an order of somebody else is known by the venue's id. */
export function clientIdOf(raw: Readonly<Record<string, unknown>>): string {
  const link = raw.orderLinkId;
  return typeof link === 'string' && link !== '' ? link : asText(raw.orderId, 'orderId');
}

export function sideOf(value: unknown): 'buy' | 'sell' {
  if (value === 'Buy') return 'buy';
  if (value === 'Sell') return 'sell';
  throw malformed('side', 'is neither Buy nor Sell', value);
}

export function legOf(positionIdx: unknown): Leg {
  return positionIdx === 1 ? 'long' : positionIdx === 2 ? 'short' : 'net';
}

/** Ms since 1970, which orders and executions tell as text. @throws BOTRC_WIRE_FORMAT */
export function timeOf(value: unknown, field: string): number {
  const text = asText(value, field);
  if (!/^\d{1,15}$/.test(text)) throw malformed(field, 'is no time', text);
  return Number(text);
}

function priceOf(value: unknown, field: string, scale: number): number | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const price = parseScaled(asText(value, field), scale);
  return price === 0 ? undefined : price;
}

/** Orders that were partly filled more than once in a millisecond are told apart by how far they are. */
function rankOf(orderStatus: string, status: VenueOrderStatus, filled: number, quantity: number): number {
  if (status !== 'working') return FINAL_RANK;
  if (filled === 0) return RANKS[orderStatus] ?? 0;
  return (
    PART_RANK +
    Math.floor((Math.min(filled, quantity) / Math.max(1, quantity)) * (FINAL_RANK - PART_RANK - 1))
  );
}

function typeOf(
  raw: Readonly<Record<string, unknown>>,
  side: 'buy' | 'sell',
  isMarket: boolean,
  waits: boolean,
): OrderType {
  if (!waits) return isMarket ? 'market' : 'limit';
  const rises = raw.triggerDirection === 1;
  if ((side === 'buy') !== rises && (raw.triggerDirection === 1 || raw.triggerDirection === 2))
    return 'take-profit';
  return isMarket ? 'stop-market' : 'stop-limit';
}

function reasonOf(raw: Readonly<Record<string, unknown>>): string | undefined {
  for (const value of [raw.rejectReason, raw.cancelType]) {
    if (typeof value !== 'string' || ['', 'EC_NoError', 'EC_Others', 'UNKNOWN'].includes(value)) continue;
    return plainText(value, 80);
  }
  return undefined;
}
