import {
  CASH_SCALE,
  type Fill,
  type Funding,
  formatTrim,
  type Instrument,
  type Ms,
  RATE_SCALE,
} from '@botrc/sdk';
import { cashText, notionalOf, type OrderRow, priceText, sizeText } from './order-row.ts';

/** One line of the account's executions, as Bybit writes it. */
export interface ExecutionRow {
  readonly symbol: string;
  readonly orderId: string;
  readonly orderLinkId: string;
  readonly execType: string;
  readonly execTimeMs: Ms;
  /** An item of the `execution` topic and of /v5/execution/list. */
  readonly wire: Readonly<Record<string, unknown>>;
}

/** What the market stood at when it happened. */
export interface Marks {
  readonly mark: string;
  readonly index: string;
  readonly seq: number;
}

const EXEC_TYPES = { liquidation: 'BustTrade', deleverage: 'AdlTrade', settlement: 'Settle' } as const;

/** https://bybit-exchange.github.io/docs/v5/websocket/private/execution */
export function tradeRow(
  fill: Fill,
  order: OrderRow,
  feeRate: number,
  closed: number,
  marks: Marks,
): ExecutionRow {
  const { instrument } = order;
  const execType = fill.cause === undefined ? 'Trade' : EXEC_TYPES[fill.cause];
  return {
    symbol: instrument.id,
    orderId: order.orderId,
    orderLinkId: order.orderLinkId,
    execType,
    execTimeMs: fill.time,
    wire: {
      ...common(instrument, order.orderId, order.orderLinkId, marks),
      orderPrice: order.price === undefined ? '0' : priceText(order.price, instrument),
      orderQty: sizeText(order.qty, instrument),
      leavesQty: sizeText(order.qty - order.filled, instrument),
      createType: order.createType,
      orderType: order.orderType,
      stopOrderType: order.stopOrderType,
      side: order.side,
      execFee: cashText(fill.fee),
      execId: fill.fillId,
      execPrice: priceText(fill.price, instrument),
      execQty: sizeText(fill.quantity, instrument),
      execType,
      execValue: cashText(notionalOf(fill.price, fill.quantity, instrument)),
      execTime: String(fill.time),
      isMaker: fill.liquidity === 'maker',
      feeRate: formatTrim(feeRate, RATE_SCALE),
      closedSize: sizeText(closed, instrument),
    },
  };
}

/** A funding payment: Bybit's fee is what was paid, so that a payment received is negative. */
export function fundingRow(
  funding: Funding,
  instrument: Instrument,
  size: number,
  marks: Marks,
): ExecutionRow {
  const quantity = Math.abs(size);
  return {
    symbol: instrument.id,
    orderId: funding.fundingId,
    orderLinkId: '',
    execType: 'Funding',
    execTimeMs: funding.time,
    wire: {
      ...common(instrument, funding.fundingId, '', marks),
      orderPrice: '0',
      orderQty: '0',
      leavesQty: '0',
      createType: '',
      orderType: 'UNKNOWN',
      stopOrderType: 'UNKNOWN',
      // The side of the position that pays or gets.
      side: size > 0 ? 'Buy' : 'Sell',
      execFee: formatTrim(-funding.amount, CASH_SCALE),
      execId: funding.fundingId,
      execPrice: marks.mark,
      execQty: sizeText(quantity, instrument),
      execType: 'Funding',
      execValue: '0',
      execTime: String(funding.time),
      isMaker: false,
      feeRate: formatTrim(funding.rate, RATE_SCALE),
      closedSize: '0',
    },
  };
}

function common(instrument: Instrument, orderId: string, orderLinkId: string, marks: Marks): object {
  return {
    category: 'linear',
    symbol: instrument.id,
    orderId,
    orderLinkId,
    feeCurrency: instrument.settle,
    execPnl: '0',
    tradeIv: '',
    markIv: '',
    markPrice: marks.mark,
    indexPrice: marks.index,
    underlyingPrice: '',
    blockTradeId: '',
    isLeverage: '0',
    extraFees: '',
    seq: marks.seq,
  };
}
