import { type ApiKey, uidOf } from '../account/api-key.ts';
import { checkWindow } from '../rest/private/auth.ts';
import type { PrivateEndpoint } from '../rest/private/endpoint.ts';
import { amendOrder, cancelOrder, createOrder } from '../rest/private/orders.ts';
import { UserLimit } from '../rest/private/user-limit.ts';
import { Refusal } from '../rest/refusal.ts';
import { type Connection, readMessage, type Session, textOf } from './connection.ts';
import { authenticated } from './private.ts';

const OPERATIONS: ReadonlyMap<string, PrivateEndpoint> = new Map([
  ['order.create', createOrder],
  ['order.amend', amendOrder],
  ['order.cancel', cancelOrder],
]);

const AUTH_CODES: Readonly<Record<string, number>> = { 'Invalid sign': 10_004, 'Invalid apikey': 10_003 };

/** Ids of requests that are remembered, so that none is used twice. */
const MOST_IDS = 10_000;

/** What the venue counts of all trade connections. */
const limits = new UserLimit();

/**
 * /v5/trade: orders by WebSocket. An acknowledgement only says that the order was taken.
 * https://bybit-exchange.github.io/docs/v5/websocket/trade/guideline
 */
export function tradeConnection(session: Session): Connection {
  const { client, world, bank } = session;
  const seen = new Set<string>();
  let key: ApiKey | undefined;

  const reply = (
    message: Readonly<Record<string, unknown>>,
    retCode: number,
    retMsg: string,
    more: object = {},
  ): void => {
    const reqId = textOf(message, 'reqId');
    client.send(
      JSON.stringify({
        ...(reqId !== '' && { reqId }),
        retCode,
        retMsg,
        op: message.op,
        ...more,
        connId: client.id,
      }),
    );
  };

  function authenticate(message: Readonly<Record<string, unknown>>): void {
    const found = authenticated(Array.isArray(message.args) ? message.args : [], session);
    if (key !== undefined) reply(message, 20_001, 'Repeat auth');
    else if (typeof found === 'string') reply(message, AUTH_CODES[found] ?? 10_001, found);
    else {
      key = found;
      reply(message, 0, 'OK');
    }
  }

  function order(message: Readonly<Record<string, unknown>>, endpoint: PrivateEndpoint): void {
    const header = (message.header ?? {}) as Readonly<Record<string, unknown>>;
    let sent: object = {};
    try {
      if (key === undefined) throw new Refusal('Not authorized', {}, 10_005);
      const reqId = textOf(message, 'reqId');
      if (reqId.length > 36) throw new Refusal('reqId too long');
      if (reqId !== '' && seen.has(reqId)) throw new Refusal('Duplicate reqId', {}, 20_006);
      if (seen.size >= MOST_IDS) seen.clear();
      seen.add(reqId);
      checkWindow(
        String(header['X-BAPI-TIMESTAMP'] ?? ''),
        String(header['X-BAPI-RECV-WINDOW'] ?? ''),
        world.clock,
      );
      const { allowed, headers } = limits.take(uidOf(key), String(message.op), endpoint.limit);
      sent = headers;
      if (!allowed) throw new Refusal('Too many visits!', {}, 10_006);
      if (key.readOnly === true) throw new Refusal('Permission denied', {}, 10_005);
      const [params] = Array.isArray(message.args) ? message.args : [];
      const data = endpoint.answer((params ?? {}) as Record<string, unknown>, {
        account: bank.account(key, world),
        key,
        world,
      });
      reply(message, 0, 'OK', {
        data,
        retExtInfo: {},
        header: { Timenow: String(world.clock.now()), ...sent },
      });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const more = { data: {}, retExtInfo: {}, header: { Timenow: String(world.clock.now()), ...sent } };
      reply(message, error.retCode, error.message, more);
    }
  }

  return {
    receive(text) {
      const message = readMessage(text) ?? {};
      const endpoint = OPERATIONS.get(textOf(message, 'op'));
      if (endpoint !== undefined) order(message, endpoint);
      else if (message.op === 'auth') authenticate(message);
      else if (message.op === 'ping')
        client.send(
          JSON.stringify({
            retCode: 0,
            retMsg: 'OK',
            op: 'pong',
            data: [String(world.clock.now())],
            connId: client.id,
          }),
        );
      else reply(message, 10_404, 'op type is not found');
    },
    left: () => undefined,
  };
}
