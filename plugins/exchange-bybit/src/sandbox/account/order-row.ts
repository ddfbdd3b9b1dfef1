import {
  CASH_SCALE,
  formatTrim,
  type Instrument,
  type Ms,
  mulDivBig,
  type Price,
  pow10,
  type Quantity,
} from '@botrc/sdk';

export type OrderStatus =
  | 'New'
  | 'PartiallyFilled'
  | 'Untriggered'
  | 'Triggered'
  | 'Filled'
  | 'Cancelled'
  | 'Rejected'
  | 'Deactivated';

/** An order as Bybit keeps it; prices and sizes in the instrument's units. */
export interface OrderRow {
  readonly orderId: string;
  readonly orderLinkId: string;
  readonly instrument: Instrument;
  readonly side: 'Buy' | 'Sell';
  readonly orderType: 'Market' | 'Limit';
  readonly timeInForce: string;
  readonly positionIdx: number;
  readonly reduceOnly: boolean;
  readonly closeOnTrigger: boolean;
  readonly triggerDirection: number;
  readonly stopOrderType: string;
  readonly createType: string;
  readonly lastPriceOnCreated: Price;
  readonly createdMs: Ms;
  price: Price | undefined;
  triggerPrice: Price | undefined;
  qty: Quantity;
  status: OrderStatus;
  filled: Quantity;
  /** Sum of price x size of its fills, and of their fees, at CASH_SCALE. */
  value: bigint;
  fee: bigint;
  cancelType: string;
  /** Why it is being cancelled, where that is not by a request. */
  cancelAs?: string;
  rejectReason: string;
  updatedMs: Ms;
}

export function isOpen({ status }: OrderRow): boolean {
  return (
    status === 'New' || status === 'PartiallyFilled' || status === 'Untriggered' || status === 'Triggered'
  );
}

/**
 * An item of the `order` topic and of /v5/order/realtime.
 * https://bybit-exchange.github.io/docs/v5/websocket/private/order
 */
export function wireOrder(row: OrderRow): Record<string, unknown> {
  const { instrument, qty, filled, value, fee, price, triggerPrice } = row;
  const left = isOpen(row) ? qty - filled : 0;
  const at = price ?? row.lastPriceOnCreated;
  return {
    category: 'linear',
    symbol: instrument.id,
    orderId: row.orderId,
    orderLinkId: row.orderLinkId,
    blockTradeId: '',
    side: row.side,
    positionIdx: row.positionIdx,
    orderStatus: row.status,
    cancelType: row.cancelType,
    rejectReason: row.rejectReason,
    timeInForce: row.timeInForce,
    isLeverage: '',
    price: price === undefined ? '0' : priceText(price, instrument),
    qty: sizeText(qty, instrument),
    avgPrice: filled === 0 ? '' : averageText(row),
    leavesQty: sizeText(left, instrument),
    leavesValue: cashText(notionalOf(at, left, instrument)),
    cumExecQty: sizeText(filled, instrument),
    cumExecValue: cashText(value),
    cumExecFee: cashText(fee),
    cumFeeDetail: filled === 0 ? {} : { [instrument.settle]: cashText(fee) },
    closedPnl: '0',
    orderType: row.orderType,
    stopOrderType: row.stopOrderType,
    orderIv: '',
    marketUnit: '',
    triggerPrice: triggerPrice === undefined ? '' : priceText(triggerPrice, instrument),
    takeProfit: '',
    stopLoss: '',
    tpslMode: '',
    tpLimitPrice: '0',
    slLimitPrice: '0',
    tpTriggerBy: '',
    slTriggerBy: '',
    triggerDirection: row.triggerDirection,
    triggerBy: triggerPrice === undefined ? '' : 'LastPrice',
    lastPriceOnCreated: priceText(row.lastPriceOnCreated, instrument),
    reduceOnly: row.reduceOnly,
    closeOnTrigger: row.closeOnTrigger,
    placeType: '',
    smpType: 'None',
    smpGroup: 0,
    smpOrderId: '',
    feeCurrency: '',
    createType: row.createType,
    createdTime: String(row.createdMs),
    updatedTime: String(row.updatedMs),
  };
}

/** With the decimals of the tick, as Bybit writes prices of orders. */
export function priceText(price: Price, { priceScale, tick }: Instrument): string {
  let decimals = priceScale;
  for (let rest = tick; rest % 10 === 0 && decimals > 0; rest /= 10) decimals--;
  return formatTrim(price, priceScale, decimals);
}

export function sizeText(size: Quantity, { quantityScale }: Instrument): string {
  return size === 0 ? '0' : formatTrim(size, quantityScale, quantityScale);
}

export function cashText(cash: bigint): string {
  return formatTrim(cash, CASH_SCALE);
}

export function notionalOf(price: Price, size: Quantity, { priceScale, quantityScale }: Instrument): bigint {
  return BigInt(price) * BigInt(size) * pow10(CASH_SCALE - priceScale - quantityScale);
}

function averageText({ value, filled, instrument }: OrderRow): string {
  const { priceScale, quantityScale } = instrument;
  const scale = pow10(CASH_SCALE - priceScale - quantityScale);
  return formatTrim(mulDivBig(value, 1n, BigInt(filled) * scale, 'half'), priceScale);
}
