import { randomBytes } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { FaultSource } from '../faults/faults.ts';

/** Unsent bytes after which a client is dropped: it does not read, and must not be waited for. */
const MOST_UNSENT = 4 * 1024 * 1024;
/** A message that is to come after the next one comes at last without it. */
const OVERTAKEN_MS = 200;

/** One WebSocket connection. */
export class Client {
  readonly id: string = `${randomBytes(10).toString('hex')}-${randomBytes(3).toString('hex')}`;
  readonly topics: Set<string> = new Set();
  readonly #socket: WebSocket;
  /** Below the WebSocket, for frames that break off. */
  readonly #raw: Duplex;
  readonly #faults: FaultSource;
  readonly #onSlow: () => void;
  #silence: 'none' | 'mute' | 'stall' = 'none';
  #overtaken: string | undefined;

  constructor(socket: WebSocket, raw: Duplex, faults: FaultSource, onSlow: () => void) {
    this.#socket = socket;
    this.#raw = raw;
    this.#faults = faults;
    this.#onSlow = onSlow;
  }

  /** An answer. */
  send(text: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN || this.#silence === 'stall') return;
    if (this.#socket.bufferedAmount > MOST_UNSENT) {
      this.#socket.terminate();
      this.#onSlow();
      return;
    }
    this.#socket.send(text);
  }

  /** Something that a topic tells; what may happen to it on its way, happens. */
  tell(place: 'account' | 'market', topic: string, text: string): void {
    if (this.#silence !== 'none') return;
    const fault = this.#faults(place, topic);
    const overtaken = this.#overtaken;
    switch (fault?.do) {
      case 'drop':
        this.drop();
        return;
      case 'torn':
        this.#tear(text);
        return;
      case 'stall':
      case 'mute':
        this.#silence = fault.do;
        return;
      case 'skip':
        return;
      case 'delay':
        setTimeout(() => this.send(text), fault.ms);
        return;
      case 'reorder':
        if (overtaken === undefined) {
          this.#overtaken = text;
          setTimeout(() => this.#catchUp(), OVERTAKEN_MS);
          return;
        }
        break;
      case 'duplicate':
        this.send(text);
        break;
      default:
    }
    this.send(text);
    this.#catchUp();
    if (fault?.do === 'drop-after') this.drop();
  }

  drop(): void {
    this.#socket.terminate();
  }

  #catchUp(): void {
    const overtaken = this.#overtaken;
    this.#overtaken = undefined;
    if (overtaken !== undefined) this.send(overtaken);
  }

  /** A text frame that says how long it is and ends after half of that. */
  #tear(text: string): void {
    const payload = Buffer.from(text);
    const head = Buffer.alloc(10);
    head[0] = 0x81;
    head[1] = 127;
    head.writeBigUInt64BE(BigInt(payload.length), 2);
    this.#silence = 'stall';
    this.#raw.write(Buffer.concat([head, payload.subarray(0, payload.length >> 1)]), () =>
      this.#raw.destroy(),
    );
  }
}
