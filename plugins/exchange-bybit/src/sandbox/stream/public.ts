import type { Client } from './client.ts';
import { type Connection, readMessage, type Session, textOf } from './connection.ts';
import { readTopic, type Topic } from './topics.ts';

interface Request {
  readonly op: string;
  readonly reqId: string;
  readonly args: readonly string[];
}

type Operation = (request: Request, session: Session) => void;

const OPERATIONS: ReadonlyMap<string, Operation> = new Map([
  ['subscribe', subscribe],
  ['unsubscribe', unsubscribe],
  ['ping', (request: Request, session: Session) => acknowledge(request, session, true, 'pong')],
]);

/** /v5/public/linear: market data for everybody. */
export function publicConnection(session: Session): Connection {
  return { receive: (text) => receive(text, session), left: () => session.hub.drop(session.client) };
}

function receive(text: string, session: Session): void {
  const request = readRequest(text);
  if (request === undefined) {
    acknowledge({ op: '', reqId: '', args: [] }, session, false, 'Failed to decode incoming data');
    return;
  }
  const operation = OPERATIONS.get(request.op);
  if (operation) operation(request, session);
  else acknowledge(request, session, false, 'error:invalid op');
}

/** One topic that cannot be had refuses the whole request. */
function subscribe(request: Request, session: Session): void {
  const { client, hub, world, log } = session;
  const topics = new Map<string, Topic>();
  const refusal = collect(request.args, session, topics);
  if (refusal !== undefined) {
    acknowledge(request, session, false, refusal);
    return;
  }
  const all = [...topics.values()];
  for (const topic of all) if (topic.early) open(topic, client);
  acknowledge(request, session, true, '');
  for (const topic of all) if (!topic.early) open(topic, client);
  for (const text of topics.keys()) hub.add(text, client);
  for (const { symbol } of all) {
    if (!world.markets.has(symbol)) log(`${symbol} is listed but not traded here; name it in --symbols`);
  }
  if (all.some((topic) => topic.begins)) world.begin();
  else world.beginSoon();
}

/** Puts the topics of a request into `topics`, or says why it is refused. */
function collect(args: readonly string[], session: Session, topics: Map<string, Topic>): string | undefined {
  for (const text of args) {
    const topic = readTopic(text, session.world);
    if (topic === undefined) return `error:handler not found,topic:${text}`;
    if (session.client.topics.has(text) || topics.has(text)) return `error:already subscribed,topic:${text}`;
    topics.set(text, topic);
  }
  return topics.size === 0 ? 'Params Error' : undefined;
}

function open(topic: Topic, client: Client): void {
  const message = topic.opening();
  if (message !== undefined) client.send(JSON.stringify(message));
}

function unsubscribe(request: Request, session: Session): void {
  for (const text of request.args) session.hub.remove(text, session.client);
  acknowledge(request, session, true, '');
}

function acknowledge(request: Request, session: Session, success: boolean, retMsg: string): void {
  session.client.send(
    JSON.stringify({
      success,
      ret_msg: retMsg,
      conn_id: session.client.id,
      req_id: request.reqId,
      op: request.op,
    }),
  );
}

function readRequest(text: string): Request | undefined {
  const raw = readMessage(text);
  if (raw === undefined) return undefined;
  const args = Array.isArray(raw.args) ? raw.args : [];
  return {
    op: textOf(raw, 'op'),
    reqId: textOf(raw, 'req_id'),
    args: args.filter((arg) => typeof arg === 'string'),
  };
}
