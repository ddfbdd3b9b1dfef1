import { text } from '../../account/order-params.ts';
import { needLinear, type PrivateEndpoint, page, range } from './endpoint.ts';

/** GET /v5/execution/list: the newest first, at most 7 days, 7 days back unless told. */
export const executionList: PrivateEndpoint = {
  limit: 50,
  answer: (params, { account, world }) => {
    needLinear(params);
    const [fromMs, toMs] = range(params, world.clock.now());
    const same = (name: string, value: string): boolean =>
      text(params, name) === '' || text(params, name) === value;
    const rows = account.ledger.executions
      .filter(
        (row) =>
          row.execTimeMs >= fromMs &&
          row.execTimeMs <= toMs &&
          same('symbol', row.symbol) &&
          same('orderId', row.orderId) &&
          same('orderLinkId', row.orderLinkId) &&
          same('execType', row.execType),
      )
      .map(({ wire }) => wire)
      .reverse();
    return { category: 'linear', ...page(params, rows, 50, 100) };
  },
};
