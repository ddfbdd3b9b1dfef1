import { BotrcError, type Clock, type Ms, plainText, type TimerHandle } from '@botrc/sdk';
import WebSocket from 'ws';
import { failureText } from './failure-text.ts';

/** Largest message taken. The largest the venue sends, a 200-level snapshot or 1024 trades, is under 300 kB. */
const MOST_BYTES = 4 * 1024 * 1024;
/** Our own frames are small; so much unsent means that the other side does not read. */
const MOST_UNSENT_BYTES = 1024 * 1024;

export interface SocketOptions {
  readonly url: string;
  readonly clock: Clock;
  /** Deadline of the handshake. */
  readonly connectMs: Ms;
  readonly pingMs: Ms;
  readonly pongMs: Ms;
  readonly onOpen: () => void;
  readonly onText: (text: string) => void;
  /** Once, whoever ended it and however; nothing follows. */
  readonly onClosed: (reason: string) => void;
}

/**
 * One connection. It pings by the venue's own message (`{"op":"ping"}`, not the protocol's frame) and ends itself when
 * no message follows in time, so that a stalled one is noticed.
 */
export class Socket {
  readonly #options: SocketOptions;
  readonly #ws: WebSocket;
  #timer: TimerHandle;
  #closed = false;
  #heardMs: Ms;
  #messages = 0;

  /** @throws BOTRC_EXCHANGE_URL where the url is none. */
  constructor(options: SocketOptions) {
    this.#options = options;
    const { url, clock, connectMs } = options;
    this.#heardMs = clock.now();
    try {
      this.#ws = new WebSocket(url, {
        perMessageDeflate: false,
        maxPayload: MOST_BYTES,
        followRedirects: false,
      });
    } catch (error) {
      throw new BotrcError('BOTRC_EXCHANGE_URL', 'not a WebSocket address', { where: url }, error);
    }
    this.#timer = clock.setTimer(connectMs, () => this.close(`no connection within ${connectMs} ms`));
    this.#ws.on('open', () => this.#open());
    this.#ws.on('message', (data, isBinary) => {
      if (!isBinary) this.#message(data.toString());
    });
    this.#ws.on('error', (error) => this.close(failureText(error)));
    this.#ws.on('close', (code, reason) =>
      this.close(plainText(`closed by the venue: ${code} ${reason.toString('utf8')}`)),
    );
  }

  /** When the last message came; at first, when the connection was begun. */
  get heardMs(): Ms {
    return this.#heardMs;
  }

  /** Sends, unless the connection is not open. */
  send(message: object): void {
    if (this.#closed || this.#ws.readyState !== WebSocket.OPEN) return;
    if (this.#ws.bufferedAmount > MOST_UNSENT_BYTES) {
      this.close('the venue does not read');
      return;
    }
    this.#ws.send(JSON.stringify(message));
  }

  /** Ends the connection at once; the reason goes to `onClosed`. */
  close(reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#timer.cancel();
    this.#ws.terminate();
    this.#options.onClosed(reason);
  }

  #open(): void {
    if (this.#closed) return;
    this.#timer.cancel();
    this.#options.onOpen();
    this.#ping();
  }

  #message(text: string): void {
    if (this.#closed) return;
    this.#heardMs = this.#options.clock.now();
    this.#messages++;
    this.#options.onText(text);
  }

  /** Any message after the ping, not only its pong, proves that the other side lives. */
  #ping(): void {
    const { clock, pingMs, pongMs } = this.#options;
    const before = this.#messages;
    this.send({ op: 'ping' });
    if (this.#closed) return;
    this.#timer = clock.setTimer(pongMs, () => {
      if (this.#messages === before) this.close(`no answer to a ping within ${pongMs} ms`);
      else this.#timer = clock.setTimer(Math.max(0, pingMs - pongMs), () => this.#ping());
    });
  }
}
