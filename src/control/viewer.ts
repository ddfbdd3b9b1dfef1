import { type RawData, WebSocket } from 'ws';
import type { BotView, LogRow } from '../core/view/bot.ts';
import { BotrcError, type PlainError, plainError } from '../sdk/index.ts';
import { type Call, type Hello, isReading, parseCall, parseHello } from './incoming.ts';
import type { ControlLimits } from './limits.ts';
import { PROTOCOL_VERSION, type ServerMessage } from './protocol.ts';

/** What a viewer may reach of the bot. */
export interface Served {
  readonly name: string;
  readonly version: string;
  view(): BotView;
  logs(limit: number): readonly LogRow[];
  call(call: Call): Promise<unknown>;
}

/** Log lines that come with the first snapshot. */
const SNAPSHOT_LOGS = 200;

const POLICY_VIOLATION = 1008;
const UNSUPPORTED_DATA = 1003;
const GOING_AWAY = 1001;

/** One connection. It never waits for its peer, and a peer that breaks the rules loses it. */
export class Viewer {
  readonly #socket: WebSocket;
  readonly #served: Served;
  readonly #limits: ControlLimits;
  readonly #helloTimer: NodeJS.Timeout;
  readonly #calls = new Set<Promise<void>>();
  #hello: Hello | undefined;
  /** The last message's number, see protocol.ts. */
  #n = 0;
  #answered = true;

  constructor(socket: WebSocket, served: Served, limits: ControlLimits, gone: () => void) {
    this.#socket = socket;
    this.#served = served;
    this.#limits = limits;
    this.#helloTimer = setTimeout(() => this.#refuse('no hello came in time'), limits.helloMs);
    socket.on('message', (data, binary) => this.#receive(data, binary));
    socket.on('pong', () => {
      this.#answered = true;
    });
    // ws closes the connection itself after an error (a frame too large, bad UTF-8, a reset); nothing is left to do.
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      clearTimeout(this.#helloTimer);
      gone();
    });
  }

  /** The slices that changed, already as JSON: it is written once for all viewers. */
  sendDelta(slicesJson: string): void {
    if (this.#hello?.watch) this.#send(`{"type":"delta","n":${this.#next()},"slices":${slicesJson}}`);
  }

  sendLogs(rowsJson: string): void {
    if (this.#hello?.watch) this.#send(`{"type":"log","n":${this.#next()},"rows":${rowsJson}}`);
  }

  /** Asks whether the peer still lives; one that did not answer the last time is dropped. */
  ping(): void {
    if (!this.#answered) {
      this.#socket.terminate();
      return;
    }
    this.#answered = false;
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.ping();
  }

  /** Resolves when the calls under way are answered. */
  async settled(): Promise<void> {
    await Promise.all(this.#calls);
  }

  /** Says goodbye; what was sent before still goes out. */
  close(): void {
    this.#socket.close(GOING_AWAY, 'the bot stops');
  }

  drop(): void {
    this.#socket.terminate();
  }

  #receive(data: RawData, binary: boolean): void {
    if (binary) {
      this.#socket.close(UNSUPPORTED_DATA, 'only text is understood');
      return;
    }
    const text = data.toString();
    if (this.#hello === undefined) this.#greet(text);
    else this.#take(text);
  }

  #greet(text: string): void {
    try {
      this.#hello = parseHello(text);
    } catch (error) {
      this.#refuse(plainError(error).message);
      return;
    }
    clearTimeout(this.#helloTimer);
    const { name, version } = this.#served;
    this.#sendMessage({ type: 'welcome', protocol: PROTOCOL_VERSION, version, name });
    if (!this.#hello.watch) return;
    const logs = this.#served.logs(SNAPSHOT_LOGS);
    this.#sendMessage({ type: 'snapshot', n: this.#next(), view: this.#served.view(), logs });
  }

  #take(text: string): void {
    const parsed = parseCall(text);
    if (!parsed.ok) {
      if (parsed.id === null) this.#refuse(parsed.error.message);
      else this.#fail(parsed.id, plainError(parsed.error));
      return;
    }
    const { call } = parsed;
    const refusal = this.#whyNot(call);
    if (refusal !== undefined) {
      this.#fail(call.id, plainError(refusal));
      return;
    }
    const done = this.#answer(call).finally(() => this.#calls.delete(done));
    this.#calls.add(done);
  }

  #whyNot(call: Call): BotrcError | undefined {
    if (this.#hello?.readOnly && !isReading(call.call)) {
      const mismatch = this.#hello.protocol !== PROTOCOL_VERSION;
      return new BotrcError('BOTRC_CONTROL_READ_ONLY', 'this viewer may only look', {
        found: mismatch ? `protocol ${this.#hello.protocol}, the bot speaks ${PROTOCOL_VERSION}` : call.call,
        mend: mismatch ? 'Use the botrc version that the bot runs with.' : 'Attach without --read-only.',
      });
    }
    if (this.#calls.size >= this.#limits.maxCalls) {
      return new BotrcError('BOTRC_CONTROL_BUSY', 'too many calls of this viewer are under way', {
        found: `${this.#calls.size}, at most ${this.#limits.maxCalls}`,
        mend: 'Wait for an answer, then call again.',
      });
    }
    return undefined;
  }

  async #answer(call: Call): Promise<void> {
    try {
      const result = await this.#served.call(call);
      this.#sendMessage({ type: 'reply', id: call.id, ok: true, result });
    } catch (error) {
      this.#fail(call.id, plainError(error));
    }
  }

  #fail(id: number, error: PlainError): void {
    this.#sendMessage({ type: 'reply', id, ok: false, error });
  }

  #refuse(reason: string): void {
    // A close frame holds 123 bytes of reason.
    this.#socket.close(POLICY_VIOLATION, Buffer.from(reason).subarray(0, 120).toString('latin1'));
  }

  #next(): number {
    this.#n += 1;
    return this.#n;
  }

  #sendMessage(message: ServerMessage): void {
    this.#send(JSON.stringify(message));
  }

  #send(text: string): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    if (this.#socket.bufferedAmount > this.#limits.maxBufferedBytes) {
      this.#socket.terminate();
      return;
    }
    this.#socket.send(text);
  }
}
