import { type Params, text } from '../../account/order-params.ts';
import { type OrderRow, wireOrder } from '../../account/order-row.ts';
import { Refusal } from '../refusal.ts';
import { needLinear, type PrivateEndpoint, page, range } from './endpoint.ts';

/** Final orders that /v5/order/realtime still tells of. */
const RECENT = 500;

const ids = ({ orderId, orderLinkId }: OrderIdsLike): object => ({ orderId, orderLinkId });
type OrderIdsLike = Pick<OrderRow, 'orderId' | 'orderLinkId'>;

/** POST /v5/order/create: the answer only says that it was taken. */
export const createOrder: PrivateEndpoint = {
  limit: 10,
  writes: true,
  answer: (params, { account }) => {
    needLinear(params);
    return ids(account.create(params));
  },
};

/** POST /v5/order/amend */
export const amendOrder: PrivateEndpoint = {
  limit: 10,
  writes: true,
  answer: (params, { account }) => {
    needLinear(params);
    return ids(account.amend(params));
  },
};

/** POST /v5/order/cancel */
export const cancelOrder: PrivateEndpoint = {
  limit: 10,
  writes: true,
  answer: (params, { account }) => {
    needLinear(params);
    return ids(account.cancel(params));
  },
};

/** POST /v5/order/cancel-all: of a symbol, a base coin or a settle coin. */
export const cancelAll: PrivateEndpoint = {
  limit: 10,
  writes: true,
  answer: (params, { account }) => {
    needLinear(params);
    return { list: account.cancelAll(scope(params)).map(ids), success: '1' };
  },
};

/** GET /v5/order/realtime: open orders, and with openOnly=1 the newest 500 final ones instead. */
export const realtime: PrivateEndpoint = {
  limit: 50,
  answer: (params, { account }) => {
    needLinear(params);
    const wanted = scope(params);
    const all =
      text(params, 'openOnly') === '1'
        ? account.ledger.closed(0, Number.MAX_SAFE_INTEGER).slice(0, RECENT)
        : account.ledger.open();
    return { category: 'linear', ...page(params, all.filter(wanted).map(wireOrder), 20, 50) };
  },
};

/** GET /v5/order/history: final orders of at most 7 days, 7 days back unless told. */
export const history: PrivateEndpoint = {
  limit: 50,
  answer: (params, { account, world }) => {
    needLinear(params);
    const [fromMs, toMs] = range(params, world.clock.now());
    const rows = account.ledger.closed(fromMs, toMs).filter(about(params));
    return { category: 'linear', ...page(params, rows.map(wireOrder), 20, 50) };
  },
};

/** @throws Refusal where nothing narrows the request down, as linear demands it */
function scope(params: Params): (row: OrderRow) => boolean {
  const given = ['symbol', 'baseCoin', 'settleCoin', 'orderId', 'orderLinkId'];
  if (given.every((name) => text(params, name) === ''))
    throw new Refusal('params error: symbol or settleCoin or baseCoin need exist');
  return about(params);
}

function about(params: Params): (row: OrderRow) => boolean {
  const [orderId, linkId] = [text(params, 'orderId'), text(params, 'orderLinkId')];
  const filter = text(params, 'orderFilter');
  const same = (name: string, value: string): boolean =>
    text(params, name) === '' || text(params, name) === value;
  return ({ instrument, ...row }) =>
    (orderId !== '' ? row.orderId === orderId : linkId === '' || row.orderLinkId === linkId) &&
    same('symbol', instrument.id) &&
    same('baseCoin', instrument.base) &&
    same('settleCoin', instrument.settle) &&
    (filter === '' || (filter === 'StopOrder') === (row.status === 'Untriggered'));
}
