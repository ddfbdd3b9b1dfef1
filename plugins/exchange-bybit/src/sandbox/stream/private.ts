import type { Account, Tell } from '../account/account.ts';
import { type ApiKey, isSignedBy } from '../account/api-key.ts';
import { type Connection, readMessage, type Session, textOf } from './connection.ts';

/** Topics of /v5/private: what is told, and the name without a category. */
const TOPICS: ReadonlyMap<string, string> = new Map(
  ['order', 'execution', 'position'].flatMap((topic) => [
    [topic, topic],
    [`${topic}.linear`, topic],
  ]),
);
/** Taken, and never told of: no options here, and what `dcp` does is seen in the orders. */
const SILENT = ['greeks', 'dcp', 'dcp.future', 'dcp.spot', 'dcp.option'];

/**
 * /v5/private: what happens to one account.
 * https://bybit-exchange.github.io/docs/v5/ws/connect
 */
export function privateConnection(session: Session): Connection {
  const { client, world, bank } = session;
  const topics = new Set<string>();
  let account: Account | undefined;
  let messages = 0;

  const tell: Tell = (name, data) => {
    for (const topic of topics) {
      const isFast = topic.startsWith('execution.fast') && name === 'execution';
      if (TOPICS.get(topic) !== name && topic !== name && !isFast) continue;
      const items = isFast ? data.map((item) => fast(item as Record<string, unknown>)) : data;
      const message = {
        id: `${client.id}_${++messages}`,
        topic,
        creationTime: world.clock.now(),
        data: items,
      };
      client.tell('account', topic, JSON.stringify(message));
    }
  };

  const reply = (message: Message, success: boolean, retMsg: string): void => {
    const reqId = textOf(message, 'req_id');
    client.send(
      JSON.stringify({
        ...(reqId !== '' && { req_id: reqId }),
        success,
        ret_msg: retMsg,
        op: message.op,
        conn_id: client.id,
      }),
    );
  };

  const operations: Readonly<Record<string, (message: Message, args: readonly unknown[]) => void>> = {
    ping(message) {
      const [reqId, now] = [textOf(message, 'req_id'), String(world.clock.now())];
      client.send(JSON.stringify({ req_id: reqId, op: 'pong', args: [now], conn_id: client.id }));
    },
    auth(message, args) {
      const key = authenticated(args, session);
      if (typeof key === 'string') reply(message, false, key);
      else {
        account = bank.account(key, world);
        account.listeners.add(tell);
        reply(message, true, '');
      }
    },
    subscribe(message, args) {
      const unknown = args.find((topic) => !isTopic(String(topic)));
      if (account === undefined) reply(message, false, 'Request not authorized');
      else if (unknown !== undefined) reply(message, false, `error:handler not found,topic:${unknown}`);
      else {
        for (const topic of args) topics.add(String(topic));
        if (topics.has('dcp') || topics.has('dcp.future')) account.deadMan?.watch(client);
        reply(message, true, '');
      }
    },
    unsubscribe(message, args) {
      for (const topic of args) topics.delete(String(topic));
      reply(message, true, '');
    },
  };

  return {
    receive(text) {
      const message = readMessage(text) ?? {};
      const op = textOf(message, 'op');
      const operation = Object.hasOwn(operations, op) ? operations[op] : undefined;
      if (operation === undefined) reply(message, false, 'error:invalid op');
      else operation(message, Array.isArray(message.args) ? message.args : []);
    },
    left() {
      account?.listeners.delete(tell);
      account?.deadMan?.left(client);
    },
  };
}

type Message = Readonly<Record<string, unknown>>;

/**
 * Whose connection it becomes; a text where it is refused. The signature is of `GET/realtime` and the expiry.
 * https://bybit-exchange.github.io/docs/v5/ws/connect#authentication
 */
export function authenticated(args: readonly unknown[], { bank, world }: Session): ApiKey | string {
  const [name, expires, sign] = args.map(String);
  if (name === undefined || expires === undefined || sign === undefined) return 'Params Error';
  const key = bank.key(name);
  if (key === undefined) return 'Invalid apikey';
  if (world.clock.isWallPaced && Number(expires) <= world.clock.told()) return 'Params Error';
  return isSignedBy(key, `GET/realtime${expires}`, sign) ? key : 'Invalid sign';
}

function isTopic(topic: string): boolean {
  return (
    TOPICS.has(topic) ||
    topic === 'wallet' ||
    /^execution\.fast(\.linear)?$/.test(topic) ||
    SILENT.includes(topic)
  );
}

/** `execution.fast` has no fee, and no link id where the order made. */
function fast(item: Record<string, unknown>): object {
  const { category, symbol, execId, execPrice, execQty, orderId, isMaker, side, execTime, seq } = item;
  const orderLinkId = isMaker === true ? '' : item.orderLinkId;
  return { category, symbol, execId, execPrice, execQty, orderId, isMaker, orderLinkId, side, execTime, seq };
}
