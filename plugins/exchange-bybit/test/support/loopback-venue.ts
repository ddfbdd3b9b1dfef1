import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket as TcpSocket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { RAW_BTC, RAW_ETH, tierRow } from './markets.ts';

interface Frame {
  readonly op: string;
  readonly args?: string[];
  readonly req_id?: string;
}

/** A venue on the loopback interface whose every habit a test can change. */
export class LoopbackVenue {
  readonly #http: Server;
  readonly #wss: WebSocketServer;
  readonly #sockets = new Set<TcpSocket>();
  readonly port: number;
  /** Connections made so far, open or not. */
  readonly clients: WebSocket[] = [];
  /** What clients sent, in order. */
  readonly frames: Frame[] = [];
  /** REST paths with query, in order. */
  readonly requests: string[] = [];
  /** Answers to REST, by the last part of the path; a text is sent as it is, undefined is never answered. */
  rest: Record<string, (query: URLSearchParams) => object | string | undefined> = {
    time: () => answer({ timeSecond: '1', timeNano: '1' }),
    'instruments-info': () => answer({ list: [RAW_BTC, RAW_ETH], nextPageCursor: '' }),
    'risk-limit': (query) => answer({ list: [tierRow(query.get('symbol') ?? '')] }),
    kline: () => answer({ list: [] }),
  };
  httpStatus = 200;
  answersPings = true;
  /** What a subscription gets: an ack, or a failure with this text. */
  refuses: (topic: string) => string | undefined = () => undefined;
  acks = true;
  /** Sent right after the ack of a topic. */
  onSubscribe: (topic: string, send: (text: string) => void) => void = () => undefined;

  private constructor(http: Server) {
    this.#http = http;
    this.port = (http.address() as AddressInfo).port;
    this.#wss = new WebSocketServer({ server: http, path: '/v5/public/linear' });
    http.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    http.on('request', (request, response) => {
      const url = new URL(request.url ?? '', 'http://venue');
      this.requests.push(request.url ?? '');
      const body = this.rest[url.pathname.split('/').at(-1) ?? '']?.(url.searchParams);
      if (body === undefined) return;
      response.writeHead(this.httpStatus, { 'content-type': 'application/json' });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
    this.#wss.on('connection', (client) => {
      this.clients.push(client);
      client.on('error', () => client.terminate());
      client.on('message', (data) => this.#frame(client, JSON.parse(data.toString()) as Frame));
    });
  }

  static async start(port = 0): Promise<LoopbackVenue> {
    const http = createServer();
    await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve));
    return new LoopbackVenue(http);
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The newest connection. */
  get client(): WebSocket {
    const client = this.clients.at(-1);
    if (client === undefined) throw new Error('nobody has connected');
    return client;
  }

  send(...texts: string[]): void {
    for (const text of texts) this.client.send(text);
  }

  /** Topics subscribed by frames from `from` on, in order. */
  subscribed(from = 0): string[] {
    return this.frames.slice(from).flatMap((frame) => (frame.op === 'subscribe' ? (frame.args ?? []) : []));
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#wss.close();
    await new Promise<void>((resolve) => this.#http.close(() => resolve()));
  }

  #frame(client: WebSocket, frame: Frame): void {
    this.frames.push(frame);
    const reply = (fields: object): void => client.send(JSON.stringify({ conn_id: 'c', ...fields }));
    if (frame.op === 'ping') {
      if (this.answersPings) reply({ success: true, ret_msg: 'pong', req_id: '', op: 'ping' });
      return;
    }
    const args = frame.args ?? [];
    const refusal = args.map((topic) => this.refuses(topic)).find((text) => text !== undefined);
    const req_id = frame.req_id ?? '';
    if (this.acks) reply({ success: refusal === undefined, ret_msg: refusal ?? '', req_id, op: frame.op });
    if (frame.op === 'subscribe' && refusal === undefined)
      for (const topic of args) this.onSubscribe(topic, (text) => client.send(text));
  }
}

/** A REST answer as the venue wraps it. */
export function answer(result: object, time: number = Date.now()): object {
  return { retCode: 0, retMsg: 'OK', result, retExtInfo: {}, time };
}
