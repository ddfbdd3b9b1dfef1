import type { IncomingHttpHeaders } from 'node:http';
import { uidOf } from '../../account/api-key.ts';
import type { Bank } from '../../account/bank.ts';
import type { Params } from '../../account/order-params.ts';
import type { World } from '../../world.ts';
import { Refusal } from '../refusal.ts';
import { accountInfo, coinInfo, dcpInfo, feeRate, queryApi, setDcp, walletBalance } from './account.ts';
import { authenticate } from './auth.ts';
import type { PrivateEndpoint } from './endpoint.ts';
import { executionList } from './executions.ts';
import { amendOrder, cancelAll, cancelOrder, createOrder, history, realtime } from './orders.ts';
import { positionList, setLeverage, switchMode } from './positions.ts';

/** Every signed path, by method and path. */
export const PRIVATE: ReadonlyMap<string, PrivateEndpoint> = new Map([
  ['POST /v5/order/create', createOrder],
  ['POST /v5/order/amend', amendOrder],
  ['POST /v5/order/cancel', cancelOrder],
  ['POST /v5/order/cancel-all', cancelAll],
  ['POST /v5/order/disconnected-cancel-all', setDcp],
  ['GET /v5/order/realtime', realtime],
  ['GET /v5/order/history', history],
  ['GET /v5/execution/list', executionList],
  ['GET /v5/position/list', positionList],
  ['POST /v5/position/set-leverage', setLeverage],
  ['POST /v5/position/switch-mode', switchMode],
  ['GET /v5/account/wallet-balance', walletBalance],
  ['GET /v5/account/query-dcp-info', dcpInfo],
  ['GET /v5/account/info', accountInfo],
  ['GET /v5/account/fee-rate', feeRate],
  ['GET /v5/user/query-api', queryApi],
  ['GET /v5/asset/coin/query-info', coinInfo],
]);

export interface SignedRequest {
  /** As in `PRIVATE`. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The query of a GET, the body of a POST: what was signed. */
  readonly payload: string;
}

/** Answers signed requests. */
export class PrivateApi {
  readonly #bank: Bank;

  constructor(bank: Bank) {
    this.#bank = bank;
  }

  /** The result, and the limit's headers as soon as the user is known. @throws Refusal */
  answer(
    request: SignedRequest,
    endpoint: PrivateEndpoint,
    world: World,
    setHeaders: (headers: Headers) => void,
  ): object {
    const { path, headers, payload } = request;
    const key = authenticate(headers, payload, this.#bank, world.clock);
    const { allowed, headers: limits } = this.#bank.limits.take(uidOf(key), path, endpoint.limit);
    setHeaders(limits);
    if (!allowed) throw new Refusal('Too many visits. Exceeded the API Rate Limit.', {}, 10_006);
    if (endpoint.writes && key.readOnly === true)
      throw new Refusal('Permission denied, please check your API key permissions.', {}, 10_005);
    const params = path.startsWith('GET ')
      ? Object.fromEntries(new URLSearchParams(payload))
      : readBody(payload);
    return endpoint.answer(params, { account: this.#bank.account(key, world), key, world });
  }
}

type Headers = Readonly<Record<string, string>>;

function readBody(body: string): Params {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Params;
  } catch {
    // Said below.
  }
  throw new Refusal('params error: the body is no JSON object');
}
