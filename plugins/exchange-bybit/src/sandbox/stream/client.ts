import { randomBytes } from 'node:crypto';
import type { WebSocket } from 'ws';

/** Unsent bytes after which a client is dropped: it does not read, and must not be waited for. */
const MOST_UNSENT = 4 * 1024 * 1024;

/** One WebSocket connection. */
export class Client {
  readonly id: string = `${randomBytes(10).toString('hex')}-${randomBytes(3).toString('hex')}`;
  readonly topics: Set<string> = new Set();
  readonly #socket: WebSocket;
  readonly #onSlow: () => void;

  constructor(socket: WebSocket, onSlow: () => void) {
    this.#socket = socket;
    this.#onSlow = onSlow;
  }

  send(text: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#socket.bufferedAmount > MOST_UNSENT) {
      this.#socket.terminate();
      this.#onSlow();
      return;
    }
    this.#socket.send(text);
  }
}
