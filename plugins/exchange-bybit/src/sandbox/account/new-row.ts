import type { Fill, Instrument, Ms, OrderRequest, Price } from '@botrc/sdk';
import { type Params, text } from './order-params.ts';
import type { OrderRow } from './order-row.ts';

const UNTOUCHED = {
  filled: 0,
  value: 0n,
  fee: 0n,
  cancelType: 'UNKNOWN',
  rejectReason: 'EC_NoError',
} as const;

interface Creation {
  readonly orderId: string;
  readonly orderLinkId: string;
  readonly instrument: Instrument;
  readonly last: Price;
  readonly now: Ms;
}

/** An order that was just taken. */
export function newRow(params: Params, request: OrderRequest, creation: Creation): OrderRow {
  const { orderId, orderLinkId, instrument, last, now } = creation;
  const isMarket = text(params, 'orderType') === 'Market';
  return {
    ...UNTOUCHED,
    orderId,
    orderLinkId,
    instrument,
    side: request.side === 'buy' ? 'Buy' : 'Sell',
    orderType: isMarket ? 'Market' : 'Limit',
    timeInForce: text(params, 'timeInForce') || (isMarket ? 'IOC' : 'GTC'),
    positionIdx: Number(text(params, 'positionIdx') || '0'),
    reduceOnly: request.reduceOnly,
    closeOnTrigger: request.closeOnTrigger === true,
    triggerDirection: Number(text(params, 'triggerDirection') || '0'),
    stopOrderType: request.triggerPrice === undefined ? '' : 'Stop',
    createType: 'CreateByUser',
    lastPriceOnCreated: last,
    createdMs: now,
    updatedMs: now,
    price: request.price,
    triggerPrice: request.triggerPrice,
    qty: request.quantity,
    status: request.triggerPrice === undefined ? 'New' : 'Untriggered',
  };
}

/** The order of a trade that the venue itself made: nobody sent it. */
export function forcedRow(fill: Fill, instrument: Instrument): OrderRow {
  return {
    ...UNTOUCHED,
    orderId: fill.clientOrderId,
    orderLinkId: '',
    instrument,
    side: fill.side === 'buy' ? 'Buy' : 'Sell',
    orderType: 'Market',
    timeInForce: 'IOC',
    positionIdx: fill.leg === 'long' ? 1 : fill.leg === 'short' ? 2 : 0,
    reduceOnly: true,
    closeOnTrigger: false,
    triggerDirection: 0,
    stopOrderType: '',
    createType: fill.cause === 'deleverage' ? 'CreateByAdl_PassThrough' : 'CreateByLiq',
    lastPriceOnCreated: fill.price,
    createdMs: fill.time,
    updatedMs: fill.time,
    price: undefined,
    triggerPrice: undefined,
    qty: fill.quantity,
    status: 'Filled',
  };
}
