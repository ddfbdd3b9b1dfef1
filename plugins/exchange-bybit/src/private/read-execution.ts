import {
  CASH_SCALE,
  type Fill,
  type Funding,
  type Instrument,
  parseBig,
  parseScaled,
  RATE_SCALE,
  rescale,
  toSafe,
} from '@botrc/sdk';
import { asRecord, asText } from '../wire.ts';
import { clientIdOf, sideOf, timeOf } from './read-order.ts';

/*
 * An item of the `execution` topic and of /v5/execution/list (shortened):
 *
 * {"symbol":"BTCUSDT","execId":"0ab1bdf7-…","orderId":"9aac161b-…","orderLinkId":"a-1","side":"Sell","execPrice":"95900.1",
 *  "execQty":"0.5","execFee":"26.3725275","feeCurrency":"USDT","feeRate":"0.00055","execType":"Trade","isMaker":false,
 *  "execTime":"1746270400353","closedSize":"0.5", …}
 *
 * https://bybit-exchange.github.io/docs/v5/websocket/private/execution
 * One message holds several, and repeats after a reconnect: execId tells them apart.
 */

/** What the venue does to a position by itself. Every other type than these and Trade moves no position. */
const CAUSES: Readonly<Record<string, NonNullable<Fill['cause']>>> = {
  BustTrade: 'liquidation',
  AdlTrade: 'deleverage',
  Settle: 'settlement',
  Delivery: 'settlement',
  SessionSettlePnL: 'settlement',
};
/** Fees have more decimals than a rate of the core in some tiers. */
const FINE = 16;

/**
 * A fill, a funding payment, or undefined for what moves neither position nor cash of ours.
 * @param hedged true where the account has two positions an instrument
 * @throws BOTRC_WIRE_FORMAT, BOTRC_NUMBER_…
 */
export function readExecution(
  item: unknown,
  instrument: Instrument,
  hedged: boolean,
): Fill | Funding | undefined {
  const raw = asRecord(item, 'execution');
  const execType = asText(raw.execType, 'execType');
  const execId = asText(raw.execId, 'execId');
  const side = sideOf(raw.side);
  const time = timeOf(raw.execTime, 'execTime');
  const fee = rescale(parseBig(asText(raw.execFee, 'execFee') || '0', FINE), FINE, CASH_SCALE);
  const told = raw.feeCurrency;
  const currency = typeof told === 'string' && told !== '' ? told : instrument.settle;
  if (execType === 'Funding')
    return {
      type: 'funding',
      fundingId: execId,
      instrument: instrument.id,
      leg: hedged ? (side === 'buy' ? 'long' : 'short') : 'net',
      rate: toSafe(rescale(parseBig(asText(raw.feeRate, 'feeRate') || '0', FINE), FINE, RATE_SCALE)),
      amount: -fee,
      currency,
      time,
    };
  const cause = Object.hasOwn(CAUSES, execType) ? CAUSES[execType] : undefined;
  if (cause === undefined && execType !== 'Trade') return undefined;
  return {
    type: 'fill',
    fillId: execId,
    clientOrderId: clientIdOf(raw),
    venueOrderId: asText(raw.orderId, 'orderId'),
    instrument: instrument.id,
    side,
    price: parseScaled(asText(raw.execPrice, 'execPrice'), instrument.priceScale),
    quantity: parseScaled(asText(raw.execQty, 'execQty'), instrument.quantityScale),
    fee,
    feeCurrency: currency,
    liquidity: raw.isMaker === true ? 'maker' : 'taker',
    time,
    // A sale that the venue makes closes the long one of two positions.
    ...(cause !== undefined && { cause, leg: hedged ? (side === 'sell' ? 'long' : 'short') : 'net' }),
  };
}
