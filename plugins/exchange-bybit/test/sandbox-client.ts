import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { WebSocket } from 'ws';

/** The real recording lies beside the project; a test that needs it is skipped where it is not. */
const SHARED = resolve(import.meta.dirname, '../../../../shared/data');
export const RECORDING: string = resolve(SHARED, 'bybit_v5_ws_linear_BTC_ETH_2026-08-09.jsonl.gz');
export const noRecording: boolean = !existsSync(RECORDING);

/** A message of the stream, loosely: each test looks at what it knows. */
export interface Message {
  readonly topic?: string;
  readonly op?: string;
  readonly type?: string;
  readonly ts?: number;
  readonly cts?: number;
  readonly success?: boolean;
  readonly ret_msg?: string;
  readonly req_id?: string;
  readonly conn_id?: string;
  // biome-ignore lint/suspicious/noExplicitAny: the payload differs by topic, and tests compare it whole.
  readonly data?: any;
}

export class SandboxClient {
  readonly messages: Message[] = [];
  readonly socket: WebSocket;
  #wake: () => void = () => undefined;

  constructor(baseUrl: string, path = '/v5/public/linear') {
    this.socket = new WebSocket(baseUrl.replace('http', 'ws') + path);
    this.socket.on('message', (data) => {
      this.messages.push(JSON.parse(data.toString()) as Message);
      this.#wake();
    });
  }

  async opened(): Promise<this> {
    await new Promise<void>((done, fail) => {
      this.socket.once('open', () => done());
      this.socket.once('error', fail);
    });
    return this;
  }

  request(message: object): void {
    this.socket.send(JSON.stringify(message));
  }

  subscribe(...args: string[]): void {
    this.request({ op: 'subscribe', req_id: args[0], args });
  }

  of(topic: string): Message[] {
    return this.messages.filter((m) => m.topic === topic);
  }

  /** Waits for messages to make `check` true; the test's own time limit ends the wait. */
  async until(check: () => boolean): Promise<void> {
    while (!check()) {
      await new Promise<void>((done) => {
        this.#wake = done;
      });
    }
  }

  close(): void {
    this.socket.terminate();
  }
}

// biome-ignore lint/suspicious/noExplicitAny: as above, an answer differs by path.
export async function get(baseUrl: string, path: string): Promise<any> {
  const response = await fetch(`${baseUrl}/v5/market/${path}`);
  return response.json();
}

/** A book kept as a client keeps it; says whether the stream was sound. */
export class ClientBook {
  readonly bids = new Map<string, string>();
  readonly asks = new Map<string, string>();
  u = -1;

  apply(message: Message): void {
    const { b, a, u } = message.data as { b: [string, string][]; a: [string, string][]; u: number };
    if (message.type === 'snapshot') {
      this.bids.clear();
      this.asks.clear();
    } else if (u !== this.u + 1) throw new Error(`u ${u} after ${this.u}`);
    this.u = u;
    put(this.bids, b);
    put(this.asks, a);
  }

  /** Best first, at most `depth` a side. */
  top(depth: number): { b: string[][]; a: string[][] } {
    const sorted = (side: Map<string, string>, sign: number): string[][] =>
      [...side].sort((x, y) => (Number(x[0]) - Number(y[0])) * sign).slice(0, depth);
    return { b: sorted(this.bids, -1), a: sorted(this.asks, 1) };
  }
}

function put(side: Map<string, string>, levels: readonly [string, string][]): void {
  for (const [price, size] of levels) {
    if (size === '0') side.delete(price);
    else side.set(price, size);
  }
}
