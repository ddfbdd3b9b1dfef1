import type { Price } from '../values/money.ts';
import type { OrderRequest, OrderType, TimeInForce } from './order.ts';

/** What an order of one type is made of. */
interface Form {
  readonly price: Need;
  readonly triggerPrice: Need;
  readonly trailBy: Need;
  readonly activationPrice: Need;
  readonly timesInForce: readonly TimeInForce[];
}
type Need = 'needs' | 'may' | 'none';

const RESTING: readonly TimeInForce[] = ['gtc', 'ioc', 'fok', 'post-only'];
/** One that waits for its trigger and then takes what there is. */
const WAITING: readonly TimeInForce[] = ['gtc', 'ioc'];

/** The one table of what goes with what. Everything else is refused with the name of what is wrong. */
const FORMS: Readonly<Record<OrderType, Form>> = {
  market: form('none', 'none', 'none', 'none', ['ioc', 'fok']),
  limit: form('needs', 'none', 'none', 'none', RESTING),
  'stop-market': form('none', 'needs', 'none', 'none', WAITING),
  'stop-limit': form('needs', 'needs', 'none', 'none', RESTING),
  'take-profit': form('may', 'needs', 'none', 'none', RESTING),
  'trailing-stop': form('none', 'none', 'needs', 'may', WAITING),
};

function form(
  price: Need,
  triggerPrice: Need,
  trailBy: Need,
  activationPrice: Need,
  timesInForce: readonly TimeInForce[],
): Form {
  return { price, triggerPrice, trailBy, activationPrice, timesInForce };
}

/** The same, for a word that may be anything. */
const FORM_OF: ReadonlyMap<string, Form> = new Map(Object.entries(FORMS));

/** The parts of an order that its form is about; what it does not have may be absent or undefined. */
export type OrderForm = Pick<OrderRequest, 'side' | 'type' | 'quantity' | 'timeInForce' | 'reduceOnly'> & {
  readonly [K in 'price' | 'triggerPrice' | 'trailBy' | 'activationPrice']?: Price | undefined;
} & { readonly closeOnTrigger?: boolean | undefined };

/** The first thing that does not fit the order's type, as a sentence; undefined where all does. */
export function formFlaw(order: OrderForm): string | undefined {
  const { type, side, timeInForce } = order;
  const shape = FORM_OF.get(type);
  if (shape === undefined) return `"${String(type)}" is no type of order`;
  if (side !== 'buy' && side !== 'sell') return `"${String(side)}" is no side`;
  if (!isWhole(order.quantity)) return 'the quantity is not a positive whole number';
  const flaw =
    priceFlaw(type, 'price', shape.price, order.price) ??
    priceFlaw(type, 'triggerPrice', shape.triggerPrice, order.triggerPrice) ??
    priceFlaw(type, 'trailBy', shape.trailBy, order.trailBy) ??
    priceFlaw(type, 'activationPrice', shape.activationPrice, order.activationPrice);
  if (flaw !== undefined) return flaw;
  if (!shape.timesInForce.includes(timeInForce)) return `a ${type} order cannot be ${String(timeInForce)}`;
  if (timeInForce === 'post-only' && order.price === undefined)
    return `a ${type} order without a price takes: it cannot be post-only`;
  if (order.closeOnTrigger === true) {
    if (!order.reduceOnly) return 'close-on-trigger goes with reduce-only';
    if (!isTriggered(type)) return `a ${type} order waits for no trigger to close on`;
  }
  return undefined;
}

function priceFlaw(type: OrderType, field: string, need: Need, value: Price | undefined): string | undefined {
  if (value === undefined)
    return need === 'needs' ? `a ${type} order needs ${withArticle(field)}` : undefined;
  if (need === 'none') return `a ${type} order has no ${field}`;
  return isWhole(value) ? undefined : `the ${field} is not a positive whole number`;
}

/** True for types that wait for a price before they do anything. */
export function isTriggered(type: OrderType): boolean {
  return FORMS[type].triggerPrice === 'needs' || FORMS[type].trailBy === 'needs';
}

/** True where the order takes whatever price there is, once triggered. */
export function isMarketable({ type, price }: Pick<OrderForm, 'type' | 'price'>): boolean {
  return type !== 'limit' && price === undefined;
}

/** Positive, whole, exact. */
export function isWhole(value: number | undefined): value is number {
  return value !== undefined && Number.isSafeInteger(value) && value > 0;
}

function withArticle(field: string): string {
  return field === 'activationPrice' ? `an ${field}` : `a ${field}`;
}
