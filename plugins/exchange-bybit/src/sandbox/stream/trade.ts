import { type ApiKey, uidOf } from '../account/api-key.ts';
import type { Params } from '../account/order-params.ts';
import { checkWindow } from '../rest/private/auth.ts';
import type { PrivateEndpoint } from '../rest/private/endpoint.ts';
import { amendOrder, cancelOrder, createOrder } from '../rest/private/orders.ts';
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

interface Answer {
  readonly code: number;
  readonly words: string;
  readonly more: object;
}

/**
 * /v5/trade: orders by WebSocket. An acknowledgement only says that the order was taken.
 * https://bybit-exchange.github.io/docs/v5/websocket/trade/guideline
 */
export function tradeConnection(session: Session): Connection {
  const { client, world, bank, faults } = session;
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

  /** What the request leads to: the answer. */
  function carryOut(message: Readonly<Record<string, unknown>>, endpoint: PrivateEndpoint): Answer {
    const header = (message.header ?? {}) as Readonly<Record<string, unknown>>;
    let sent: object = {};
    const more = (data: object): object => ({
      data,
      retExtInfo: {},
      header: { Timenow: String(world.clock.now()), ...sent },
    });
    try {
      if (key === undefined) throw new Refusal('Not authorized', {}, 10_005);
      const reqId = textOf(message, 'reqId');
      if (reqId.length > 36) throw new Refusal('reqId too long');
      if (reqId !== '' && seen.has(reqId)) throw new Refusal('Duplicate reqId', {}, 20_006);
      if (seen.size >= MOST_IDS) seen.clear();
      seen.add(reqId);
      const [stamp, window] = ['X-BAPI-TIMESTAMP', 'X-BAPI-RECV-WINDOW'].map((name) =>
        String(header[name] ?? ''),
      );
      checkWindow(stamp ?? '', window ?? '', world.clock);
      const { allowed, headers } = bank.limits.take(uidOf(key), String(message.op), endpoint.limit);
      sent = headers;
      if (!allowed) throw new Refusal('Too many visits!', {}, 10_006);
      if (key.readOnly === true) throw new Refusal('Permission denied', {}, 10_005);
      const [params] = Array.isArray(message.args) ? message.args : [];
      const desk = { account: bank.account(key, world), key, world };
      return { code: 0, words: 'OK', more: more(endpoint.answer((params ?? {}) as Params, desk)) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { code: error.retCode, words: error.message, more: more({}) };
    }
  }

  function order(message: Readonly<Record<string, unknown>>, endpoint: PrivateEndpoint): void {
    const fault = faults('trade', String(message.op));
    if (fault?.do === 'drop') client.drop();
    else if (fault?.do === 'code') reply(message, fault.code, 'made to fail', { data: {}, header: {} });
    else {
      const { code, words, more } = carryOut(message, endpoint);
      if (fault?.do === 'drop-after') client.drop();
      else if (fault?.do === 'code-after')
        reply(message, fault.code, 'made to fail', { data: {}, header: {} });
      else if (fault?.do === 'delay') setTimeout(() => reply(message, code, words, more), fault.ms);
      else if (fault?.do !== 'no-answer') reply(message, code, words, more);
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
