import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { BotrcError, plainText } from '@botrc/sdk';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Bank } from './account/bank.ts';
import type { FaultSource } from './faults/faults.ts';
import { RestApi } from './rest/api.ts';
import type { Stage } from './stage.ts';
import { CHANNELS } from './stream/channels.ts';
import { Client } from './stream/client.ts';
import type { Connection, Session } from './stream/connection.ts';
import type { Hub } from './stream/hub.ts';

/** Largest request a client may send; Bybit takes 21,000 characters of topics. */
const MOST_INCOMING = 32 * 1024;

/** REST and WebSocket of the sandbox, on one port. */
export class SandboxServer {
  readonly #stage: Stage;
  readonly #hub: Hub;
  readonly #log: (line: string) => void;
  readonly #bank: Bank;
  readonly #faults: FaultSource;
  readonly #rest: RestApi;
  readonly #http: Server;
  readonly #sockets: WebSocketServer = new WebSocketServer({ noServer: true, maxPayload: MOST_INCOMING });
  #count = 0;

  constructor(stage: Stage, hub: Hub, bank: Bank, faults: FaultSource, log: (line: string) => void) {
    this.#stage = stage;
    this.#hub = hub;
    this.#bank = bank;
    this.#faults = faults;
    this.#rest = new RestApi(bank, faults);
    this.#log = log;
    this.#http = createServer((request, response) => {
      this.#rest.answer(request, response, stage.contact()).catch((error: unknown) => {
        // A client that leaves in the middle of a request.
        log(`request ended: ${plainText(String(error))}`);
        response.destroy();
      });
    });
    this.#http.on('upgrade', (request, socket, head) => {
      const channel = CHANNELS.get(request.url?.split('?', 1)[0] ?? '');
      if (channel === undefined) {
        socket.on('error', () => socket.destroy());
        socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
        return;
      }
      this.#sockets.handleUpgrade(request, socket, head, (ws) => this.#accept(ws, socket, channel));
    });
  }

  /**
   * The base URL once it listens.
   * @throws BOTRC_PORT_IN_USE, BOTRC_SANDBOX_LISTEN
   */
  async listen(port: number, host: string): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#http.once('error', (error) => reject(listenError(error, port, host)));
      this.#http.listen(port, host, () => resolve());
    });
    const address = this.#http.address() as AddressInfo;
    const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
    return `http://${name}:${address.port}`;
  }

  async close(): Promise<void> {
    this.#stage.close();
    this.#bank.close();
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#sockets.close();
    await new Promise<void>((resolve) => {
      this.#http.close(() => resolve());
      this.#http.closeAllConnections();
    });
  }

  #accept(socket: WebSocket, raw: Duplex, open: (session: Session) => Connection): void {
    const number = ++this.#count;
    const client = new Client(socket, raw, this.#faults, () =>
      this.#log(`client ${number} does not read and is dropped`),
    );
    const world = this.#stage.enter();
    this.#log(`client ${number} connected`);
    const connection = open({
      client,
      hub: this.#hub,
      bank: this.#bank,
      world,
      faults: this.#faults,
      log: this.#log,
    });
    socket.on('message', (data) => connection.receive(data.toString()));
    socket.on('error', (error) => this.#log(`client ${number}: ${plainText(error.message)}`));
    socket.on('close', () => {
      connection.left();
      this.#stage.leave();
      this.#log(`client ${number} left`);
    });
  }
}

function listenError(error: NodeJS.ErrnoException, port: number, host: string): BotrcError {
  const where = `${host}:${port}`;
  if (error.code === 'EADDRINUSE') {
    return new BotrcError(
      'BOTRC_PORT_IN_USE',
      `another program listens on port ${port}`,
      {
        found: `${host}:${port} taken`,
        where,
        mend: 'Stop it, or pass another --port (0 takes a free one).',
      },
      error,
    );
  }
  return new BotrcError(
    'BOTRC_SANDBOX_LISTEN',
    'the sandbox cannot listen there',
    {
      found: error.code ?? error.message,
      where,
      mend: 'Pass a port from 1024 to 65535 (0 takes a free one) and a host of this machine.',
    },
    error,
  );
}
