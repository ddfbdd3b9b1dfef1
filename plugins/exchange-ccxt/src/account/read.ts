import {
  BotrcError,
  type Fill,
  type Funding,
  type Ms,
  type OrderSnapshot,
  type OrderType,
  type Side,
  type VenueBalance,
  type VenueOrderStatus,
  type VenuePosition,
} from '@botrc/sdk';
import type { CcxtFunding, CcxtOrder, CcxtPosition, CcxtTrade } from '../client.ts';
import { cashOf, type Exact, isTold } from '../exact.ts';
import { type Listed, nearPrice, priceOf, quantityOf } from '../units.ts';

/** https://docs.ccxt.com/#/?id=order-structure */
const STATUS: Readonly<Record<string, VenueOrderStatus>> = {
  open: 'working',
  closed: 'filled',
  canceled: 'cancelled',
  canceling: 'working',
  expired: 'expired',
  rejected: 'rejected',
};
const FINAL_RANK = 999;

/** @throws BOTRC_EXCHANGE_ANSWER, BOTRC_NUMBER_… */
export function readOrder(order: CcxtOrder, clientOrderId: string, listed: Listed, nowMs: Ms): OrderSnapshot {
  const told = STATUS[order.status ?? ''];
  if (told === undefined) throw unreadable('order status', order.status);
  const quantity = quantityOf(listed, order.amount ?? 0);
  const filled = quantityOf(listed, isTold(order.filled) ? order.filled : 0);
  // An order that ends with a part of it open was cancelled, whatever it is called.
  const status = told === 'filled' && filled < quantity ? 'cancelled' : told;
  const time = Math.max(order.lastUpdateTimestamp ?? 0, order.lastTradeTimestamp ?? 0, order.timestamp ?? 0);
  const rank = status === 'working' ? Math.floor((filled / Math.max(1, quantity)) * 900) : FINAL_RANK;
  const price = levelOf(order.price, listed);
  const triggerPrice = levelOf(order.triggerPrice, listed);
  const isMarket = order.type === 'market';
  return {
    type: 'order',
    clientOrderId,
    ...(order.id !== undefined && { venueOrderId: order.id }),
    instrument: listed.instrument.id,
    status,
    filled,
    quantity,
    version: (time || nowMs) * 1_000 + rank,
    time: time || nowMs,
    side: sideOf(order.side),
    orderType: typeOf(isMarket, triggerPrice !== undefined),
    reduceOnly: order.reduceOnly === true,
    ...(price !== undefined && !isMarket && { price }),
    ...(triggerPrice !== undefined && { triggerPrice }),
  };
}

/** ccxt does not tell on which side of the price a trigger lies: a conditional order is a stop here. */
function typeOf(isMarket: boolean, waits: boolean): OrderType {
  if (waits) return isMarket ? 'stop-market' : 'stop-limit';
  return isMarket ? 'market' : 'limit';
}

/** Zero stands for none. */
function levelOf(value: Exact | undefined, listed: Listed): number | undefined {
  return isTold(value) && Number(value) > 0 ? nearPrice(listed, value) : undefined;
}

function sideOf(side: string | undefined): Side {
  if (side === 'buy' || side === 'sell') return side;
  throw unreadable('side', side);
}

/** @throws BOTRC_EXCHANGE_ANSWER, BOTRC_NUMBER_… */
export function readFill(trade: CcxtTrade, clientOrderId: string, listed: Listed): Fill {
  const { id, order, timestamp, fee } = trade;
  if (id === undefined || timestamp === undefined) throw unreadable('trade without id or time', id);
  return {
    type: 'fill',
    fillId: id,
    clientOrderId,
    ...(order !== undefined && { venueOrderId: order }),
    instrument: listed.instrument.id,
    side: sideOf(trade.side),
    price: priceOf(listed, trade.price),
    quantity: quantityOf(listed, trade.amount),
    // Where the exchange tells no fee with the trade there is none here: the balance shows it.
    fee: isTold(fee?.cost) ? cashOf(fee.cost) : 0n,
    feeCurrency: fee?.currency ?? listed.instrument.settle,
    liquidity: trade.takerOrMaker === 'maker' ? 'maker' : 'taker',
    time: timestamp,
  };
}

/** A payment, or undefined for one that cannot be told from another. @throws BOTRC_NUMBER_… */
export function readFunding(payment: CcxtFunding, listed: Listed): Funding | undefined {
  const { timestamp, amount } = payment;
  if (timestamp === undefined || !isTold(amount)) return undefined;
  return {
    type: 'funding',
    fundingId: payment.id || `${listed.instrument.id}-${timestamp}`,
    instrument: listed.instrument.id,
    leg: 'net',
    // ccxt tells the amount alone.
    rate: 0,
    amount: cashOf(amount),
    currency: payment.code ?? listed.instrument.settle,
    time: timestamp,
  };
}

/** @throws BOTRC_EXCHANGE_ANSWER, BOTRC_NUMBER_… */
export function readPosition(position: CcxtPosition, listed: Listed): VenuePosition | undefined {
  if (!isTold(position.contracts)) return undefined;
  const size = quantityOf(listed, position.contracts);
  if (size === 0) return undefined;
  const { side, hedged } = position;
  if (side !== 'long' && side !== 'short') throw unreadable('position side', side);
  return {
    instrument: listed.instrument.id,
    leg: hedged === true ? side : 'net',
    quantity: side === 'short' ? -Math.abs(size) : size,
    entryPrice: isTold(position.entryPrice) ? nearPrice(listed, position.entryPrice) : 0,
  };
}

/** Wallet totals by currency, as `fetchBalance` tells them. @throws BOTRC_NUMBER_… */
export function readBalances(balance: Readonly<Record<string, unknown>>): VenueBalance[] {
  const totals = (balance.total ?? {}) as Readonly<Record<string, Exact | undefined>>;
  return Object.entries(totals).flatMap(([currency, total]) =>
    isTold(total) ? [{ currency, total: cashOf(total) }] : [],
  );
}

function unreadable(what: string, found: unknown): BotrcError {
  return new BotrcError('BOTRC_EXCHANGE_ANSWER', `ccxt tells no ${what} that is known`, {
    found: String(found).slice(0, 40),
  });
}
