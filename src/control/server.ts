import { createServer, type Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocketServer } from 'ws';
import type { CallName, Calls } from '../core/view/calls.ts';
import type { Handle } from '../runtime/handle.ts';
import { BotrcError } from '../sdk/index.ts';
import { type ControlLimits, DEFAULT_LIMITS } from './limits.ts';
import { LogBatch } from './log-batch.ts';
import { claimSocketPath, closeSocketFile } from './socket-file.ts';
import { type Served, Viewer } from './viewer.ts';

export interface ControlOptions {
  readonly handle: Handle;
  /** From `socketPathFor`. */
  readonly socketPath: string;
  /** botrc's version, told to viewers. */
  readonly version: string;
  readonly limits?: Partial<ControlLimits>;
}

export interface ControlServer {
  readonly socketPath: string;
  /** Answers the calls under way (for at most a second), says goodbye, and removes the socket. Safe to call twice. */
  close(): Promise<void>;
}

/** How long `close` waits for calls under way, and then for viewers to take their last messages. */
const CLOSE_MS = 1000;

/**
 * Serves a running bot to viewers on a Unix domain socket that only its owner can reach.
 * @throws BOTRC_SOCKET_IN_USE, BOTRC_SOCKET_PATH
 */
export async function startControl(options: ControlOptions): Promise<ControlServer> {
  const { handle, socketPath } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  await claimSocketPath(socketPath);
  const http = createServer((_request, response) => {
    response.writeHead(426, { Connection: 'close' }).end();
  });
  http.maxConnections = limits.maxViewers;
  const sockets = new WebSocketServer({
    server: http,
    maxPayload: limits.maxMessageBytes,
    perMessageDeflate: false,
    clientTracking: false,
  });
  const viewers = new Set<Viewer>();
  const served = servedBy(handle, options.version);
  sockets.on('connection', (socket) => {
    const viewer = new Viewer(socket, served, limits, () => viewers.delete(viewer));
    viewers.add(viewer);
  });
  await listen(http, sockets, socketPath);

  const logs = new LogBatch((rows) => {
    const json = JSON.stringify(rows);
    for (const viewer of viewers) viewer.sendLogs(json);
  });
  const offLog = handle.onLog((row) => {
    if (viewers.size > 0) logs.add(row);
  });
  const offChange = handle.onChange((slices) => {
    if (viewers.size === 0) return;
    const json = JSON.stringify(slices);
    for (const viewer of viewers) viewer.sendDelta(json);
  });
  const pings = setInterval(() => {
    for (const viewer of viewers) viewer.ping();
  }, limits.pingMs);

  const shut = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => http.close(() => resolve()));
    http.closeIdleConnections();
    await within(Promise.all([...viewers].map((viewer) => viewer.settled())));
    logs.flush();
    clearInterval(pings);
    offLog();
    offChange();
    for (const viewer of viewers) viewer.close();
    await within(closed);
    for (const viewer of viewers) viewer.drop();
    http.closeAllConnections();
    await closed;
  };
  let closing: Promise<void> | undefined;
  return {
    socketPath,
    close: () => {
      closing ??= shut();
      return closing;
    },
  };
}

function servedBy(handle: Handle, version: string): Served {
  return {
    name: handle.name,
    version,
    view: () => handle.view(),
    logs: (limit) => handle.logs(limit),
    // Each call carries its own parameters (protocol.ts); the pairing is lost to the compiler at this one place.
    call: (call) => handle.call<CallName>(call.call, call.params as Calls[CallName]['params']),
  };
}

/** Binds before it resolves; the folder is closed to others until the socket itself is (see socket-file.ts). */
async function listen(http: Server, sockets: WebSocketServer, socketPath: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(socketPath, () => {
      http.off('error', reject);
      resolve();
    });
  }).catch((error: NodeJS.ErrnoException) => {
    sockets.close();
    throw new BotrcError(
      'BOTRC_SOCKET_PATH',
      'the control socket cannot be bound',
      {
        found: error.message,
        where: socketPath,
        mend: 'Make its folder writable, or choose another --home.',
      },
      error,
    );
  });
  closeSocketFile(socketPath);
}

/** Resolves with `promise`, or after CLOSE_MS without it. */
async function within(promise: Promise<unknown>): Promise<void> {
  const giveUp = new AbortController();
  await Promise.race([promise, delay(CLOSE_MS, undefined, { signal: giveUp.signal }).catch(() => undefined)]);
  giveUp.abort();
}
