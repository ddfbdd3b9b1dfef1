import type { World } from '../world.ts';
import type { Client } from './client.ts';
import type { Hub } from './hub.ts';
import { readTopic, type Topic } from './topics.ts';

/** What every operation of a channel is given. */
export interface Session {
  readonly client: Client;
  readonly hub: Hub;
  readonly world: World;
  readonly log: (line: string) => void;
}

interface Request {
  readonly op: string;
  readonly reqId: string;
  readonly args: readonly string[];
}

type Operation = (request: Request, session: Session) => void;

/** The operations of a path, by their names. */
export type Channel = ReadonlyMap<string, Operation>;

const publicLinear: Channel = new Map([
  ['subscribe', subscribe],
  ['unsubscribe', unsubscribe],
  ['ping', (request: Request, session: Session) => acknowledge(request, session, true, 'pong')],
]);

/** The channels by path. */
export const CHANNELS: ReadonlyMap<string, Channel> = new Map([['/v5/public/linear', publicLinear]]);

/** Handles one text from a client. */
export function receive(text: string, channel: Channel, session: Session): void {
  const request = readRequest(text);
  if (request === undefined) {
    acknowledge({ op: '', reqId: '', args: [] }, session, false, 'Failed to decode incoming data');
    return;
  }
  const operation = channel.get(request.op);
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
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof raw !== 'object' || raw === null) return undefined;
  const op = 'op' in raw && typeof raw.op === 'string' ? raw.op : '';
  const reqId = 'req_id' in raw && typeof raw.req_id === 'string' ? raw.req_id : '';
  const args = 'args' in raw && Array.isArray(raw.args) ? raw.args : [];
  return { op, reqId, args: args.filter((arg) => typeof arg === 'string') };
}
