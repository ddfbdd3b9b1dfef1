import { connect } from 'node:net';
import { type RawData, WebSocket } from 'ws';
import type { BotView, LogRow } from '../core/view/bot.ts';
import type { CallName, Calls } from '../core/view/calls.ts';
import { type BotrcError, errorFromPlain, type Ms } from '../sdk/index.ts';
import { closed, foreign, hole, lost, silent, timedOut, unreachable } from './client/errors.ts';
import { type ClientMessage, PROTOCOL_VERSION, type ServerMessage } from './protocol.ts';

/** Bytes of one message; a whole view with its logs is some 100 KB. */
const MAX_PAYLOAD = 16 * 1024 * 1024;
const DEFAULT_CALL_TIMEOUT_MS: Ms = 10_000;
const DEFAULT_CONNECT_TIMEOUT_MS: Ms = 3_000;
/** A watched bot that neither speaks nor answers a ping for two of these is taken for hung. */
const HEARTBEAT_MS: Ms = 5_000;
/** How long a goodbye waits for its answer; a bot that hangs must not hold up who leaves it. */
const GOODBYE_MS: Ms = 500;

export interface ConnectOptions {
  readonly socketPath: string;
  readonly client: 'cli' | 'tui';
  /** The bot then refuses every call that changes something. */
  readonly readOnly: boolean;
  /** True: one snapshot, then deltas and log lines, until closed. */
  readonly watch: boolean;
  /** To the welcome. Default 3000. */
  readonly timeoutMs?: Ms;
  /** Aborted before the welcome, nothing is waited for any more. */
  readonly signal?: AbortSignal;
}

/** Add listeners in the same turn in which `connectControl` resolves: nothing is delivered before. */
export interface ControlEvents {
  snapshot: (view: BotView, logs: readonly LogRow[]) => void;
  delta: (slices: Partial<BotView>) => void;
  log: (rows: readonly LogRow[]) => void;
  /** Once, last. Null where this side closed. */
  close: (error: BotrcError | null) => void;
}

export interface ControlClient {
  readonly name: string;
  /** botrc's version at the other end. */
  readonly version: string;
  /** The other end's protocol; where it differs from ours only reading is served. */
  readonly protocol: number;
  /** Asked for, or because the protocols differ. */
  readonly readOnly: boolean;
  /** Returns the off switch. */
  on<E extends keyof ControlEvents>(event: E, listener: ControlEvents[E]): () => void;
  /**
   * @throws BOTRC_CONTROL_TIMEOUT (no answer within `timeoutMs`, default 10000) and BOTRC_CONTROL_LOST (the
   * connection ended first): in both the outcome is unknown. Otherwise what the bot answers.
   */
  call<N extends CallName>(
    name: N,
    params: Calls[N]['params'],
    options?: { readonly timeoutMs?: Ms },
  ): Promise<Calls[N]['result']>;
  close(): void;
}

/**
 * Connects to a running bot.
 * @throws BOTRC_CONTROL_UNREACHABLE where nobody listens, BOTRC_CONTROL_SILENT where the bot takes the connection
 * and does not answer, BOTRC_CONTROL_PROTOCOL where something else than a bot answers.
 */
export function connectControl(options: ConnectOptions): Promise<ControlClient> {
  return new Promise((resolve, reject) => {
    const link = new Link(options, resolve);
    link.on('close', (error) => reject(error ?? lost('the connection was closed')));
    options.signal?.addEventListener('abort', () => link.close(), { once: true });
  });
}

type Welcome = Extract<ServerMessage, { type: 'welcome' }>;

interface Pending {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: BotrcError) => void;
  readonly timer: NodeJS.Timeout;
}

class Link implements ControlClient {
  readonly #options: ConnectOptions;
  readonly #socket: WebSocket;
  readonly #welcomed: (client: ControlClient) => void;
  readonly #listeners: { [E in keyof ControlEvents]: Set<ControlEvents[E]> } = {
    snapshot: new Set(),
    delta: new Set(),
    log: new Set(),
    close: new Set(),
  };
  readonly #pending = new Map<number, Pending>();
  readonly #deadline: NodeJS.Timeout;
  #heartbeat: NodeJS.Timeout | undefined;
  #alive = true;
  #welcome: Welcome | undefined;
  #nextId = 1;
  #lastN: number | undefined;
  #ended = false;

  constructor(options: ConnectOptions, welcomed: (client: ControlClient) => void) {
    this.#options = options;
    this.#welcomed = welcomed;
    // Not ws+unix:, which takes no path with a colon or a space. One event per turn, so that whoever awaits
    // connectControl can listen before the snapshot that follows the welcome at once.
    this.#socket = new WebSocket('ws://bot/', {
      createConnection: () => connect(options.socketPath),
      perMessageDeflate: false,
      maxPayload: MAX_PAYLOAD,
      allowSynchronousEvents: false,
    });
    this.#deadline = setTimeout(
      () => this.#end(silent(options.socketPath)),
      options.timeoutMs ?? DEFAULT_CONNECT_TIMEOUT_MS,
    );
    this.#socket.on('open', () => {
      const { client, readOnly, watch } = options;
      this.#send({ type: 'hello', protocol: PROTOCOL_VERSION, client, readOnly, watch });
    });
    this.#socket.on('message', (data) => this.#receive(data));
    this.#socket.on('pong', () => {
      this.#alive = true;
    });
    this.#socket.on('error', (error) => this.#end(this.#failure(error)));
    this.#socket.on('close', (code, reason) => this.#end(closed(code, reason.toString())));
  }

  get name(): string {
    return this.#welcome?.name ?? '';
  }

  get version(): string {
    return this.#welcome?.version ?? '';
  }

  get protocol(): number {
    return this.#welcome?.protocol ?? 0;
  }

  get readOnly(): boolean {
    return this.#options.readOnly || this.protocol !== PROTOCOL_VERSION;
  }

  on<E extends keyof ControlEvents>(event: E, listener: ControlEvents[E]): () => void {
    this.#listeners[event].add(listener);
    return () => {
      this.#listeners[event].delete(listener);
    };
  }

  call<N extends CallName>(
    name: N,
    params: Calls[N]['params'],
    { timeoutMs = DEFAULT_CALL_TIMEOUT_MS }: { readonly timeoutMs?: Ms } = {},
  ): Promise<Calls[N]['result']> {
    return new Promise((resolve, reject) => {
      if (this.#ended) {
        reject(lost(`\`${name}\` was not sent: the connection to the bot has ended`));
        return;
      }
      const id = this.#nextId++;
      const timer = setTimeout(() => {
        this.#pending.delete(id);
        reject(timedOut(name, timeoutMs));
      }, timeoutMs);
      this.#pending.set(id, { resolve: resolve as (result: unknown) => void, reject, timer });
      // The parameters are those of `name`; a union over all names cannot say so.
      this.#send({ type: 'call', id, call: name, params } as ClientMessage);
    });
  }

  close(): void {
    this.#end(null);
  }

  #send(message: ClientMessage): void {
    this.#socket.send(JSON.stringify(message));
  }

  #receive(data: RawData): void {
    if (this.#ended) return;
    this.#alive = true;
    const text = data.toString();
    let message: ServerMessage;
    try {
      message = JSON.parse(text);
    } catch (error) {
      this.#end(foreign(text, error));
      return;
    }
    if (this.#welcome === undefined) this.#begin(message, text);
    else this.#handle(message);
  }

  #begin(message: ServerMessage, text: string): void {
    if (message.type !== 'welcome') {
      this.#end(foreign(text));
      return;
    }
    clearTimeout(this.#deadline);
    this.#welcome = message;
    if (this.#options.watch) this.#heartbeat = setInterval(() => this.#beat(), HEARTBEAT_MS);
    this.#listeners.close.clear();
    this.#welcomed(this);
  }

  /** Messages of a type that a later version may add are passed over. */
  #handle(message: ServerMessage): void {
    if (message.type === 'reply') {
      this.#answer(message);
    } else if (message.type === 'snapshot') {
      this.#lastN = message.n;
      for (const tell of this.#listeners.snapshot) tell(message.view, message.logs);
    } else if (message.type === 'delta' || message.type === 'log') {
      if (this.#lastN === undefined || message.n !== this.#lastN + 1) {
        this.#end(hole(this.#lastN, message.n));
        return;
      }
      this.#lastN = message.n;
      if (message.type === 'delta') for (const tell of this.#listeners.delta) tell(message.slices);
      else for (const tell of this.#listeners.log) tell(message.rows);
    }
  }

  #answer(reply: Extract<ServerMessage, { type: 'reply' }>): void {
    const pending = this.#pending.get(reply.id);
    // A reply after its timeout: the caller was told that the outcome is unknown.
    if (pending === undefined) return;
    this.#pending.delete(reply.id);
    clearTimeout(pending.timer);
    if (reply.ok) pending.resolve(reply.result);
    else pending.reject(errorFromPlain(reply.error));
  }

  #beat(): void {
    if (!this.#alive) {
      this.#end(silent(this.#options.socketPath));
      return;
    }
    this.#alive = false;
    this.#socket.ping();
  }

  #failure(error: NodeJS.ErrnoException): BotrcError {
    if (this.#welcome !== undefined) return lost(`the connection to the bot failed: ${error.message}`);
    return unreachable(this.#options.socketPath, error);
  }

  #goodbye(): void {
    const timer = setTimeout(() => this.#socket.terminate(), GOODBYE_MS);
    this.#socket.once('close', () => clearTimeout(timer));
    this.#socket.close();
  }

  #end(error: BotrcError | null): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#deadline);
    clearInterval(this.#heartbeat);
    if (error === null) this.#goodbye();
    else this.#socket.terminate();
    for (const { reject, timer } of this.#pending.values()) {
      clearTimeout(timer);
      reject(lost('the connection ended before the answer: the outcome is unknown'));
    }
    this.#pending.clear();
    for (const tell of this.#listeners.close) tell(error);
  }
}
