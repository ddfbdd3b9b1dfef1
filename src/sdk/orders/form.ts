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

const FIELDS = ['price', 'triggerPrice', 'trailBy', 'activationPrice'] as const;

/** The parts of an order that its form is about. */
export type OrderForm = Pick<
  OrderRequest,
  | 'side'
  | 'type'
  | 'quantity'
  | 'price'
  | 'triggerPrice'
  | 'trailBy'
  | 'activationPrice'
  | 'timeInForce'
  | 'reduceOnly'
  | 'closeOnTrigger'
>;

/** The first thing that does not fit the order's type, as a sentence; undefined where all does. */
export function formFlaw(order: OrderForm): string | undefined {
  const { type, side, timeInForce } = order;
  // A strategy's word: it may be anything.
  const shape = Object.hasOwn(FORMS, type) ? FORMS[type] : undefined;
  if (shape === undefined) return `"${String(type)}" is no type of order`;
  if (side !== 'buy' && side !== 'sell') return `"${String(side)}" is no side`;
  if (!isWhole(order.quantity)) return 'the quantity is not a positive whole number';
  for (const field of FIELDS) {
    const value = order[field];
    if (value === undefined) {
      if (shape[field] === 'needs') return `a ${type} order needs ${withArticle(field)}`;
    } else {
      if (shape[field] === 'none') return `a ${type} order has no ${field}`;
      if (!isWhole(value)) return `the ${field} is not a positive whole number`;
    }
  }
  if (!shape.timesInForce.includes(timeInForce)) return `a ${type} order cannot be ${String(timeInForce)}`;
  if (timeInForce === 'post-only' && order.price === undefined)
    return `a ${type} order without a price takes: it cannot be post-only`;
  if (order.closeOnTrigger === true) {
    if (!order.reduceOnly) return 'close-on-trigger goes with reduce-only';
    if (!isTriggered(type)) return `a ${type} order waits for no trigger to close on`;
  }
  return undefined;
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
