import { WebSocket } from 'ws';
import { PROTOCOL_VERSION, type ServerMessage } from '../../src/control/protocol.ts';

/** A viewer that says exactly what the test says. */
export class RawViewer {
  readonly socket: WebSocket;
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly #received: ServerMessage[] = [];
  #wake: () => void = () => undefined;

  constructor(socketPath: string) {
    this.socket = new WebSocket(`ws+unix:${socketPath}:/`, { perMessageDeflate: false });
    this.closed = new Promise((resolve) => {
      this.socket.on('close', (code, reason) => {
        resolve({ code, reason: reason.toString() });
        this.#wake();
      });
    });
    this.socket.on('error', () => this.#wake());
    this.socket.on('message', (data) => {
      this.#received.push(JSON.parse(data.toString()) as ServerMessage);
      this.#wake();
    });
  }

  static async open(socketPath: string): Promise<RawViewer> {
    const viewer = new RawViewer(socketPath);
    await new Promise((resolve, reject) => {
      viewer.socket.once('open', resolve);
      viewer.socket.once('error', reject);
    });
    return viewer;
  }

  static async greeted(socketPath: string, hello: Record<string, unknown> = {}): Promise<RawViewer> {
    const viewer = await RawViewer.open(socketPath);
    viewer.say({
      type: 'hello',
      protocol: PROTOCOL_VERSION,
      client: 'cli',
      readOnly: false,
      watch: false,
      ...hello,
    });
    await viewer.next('welcome');
    return viewer;
  }

  say(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  call(id: number, call: string, params: unknown = {}): Promise<Extract<ServerMessage, { type: 'reply' }>> {
    this.say({ type: 'call', id, call, params });
    return this.next('reply');
  }

  /** The oldest message of this type not yet taken; waits for it. */
  async next<T extends ServerMessage['type']>(type: T): Promise<Extract<ServerMessage, { type: T }>> {
    for (;;) {
      const index = this.#received.findIndex((message) => message.type === type);
      if (index >= 0) return this.#received.splice(index, 1)[0] as Extract<ServerMessage, { type: T }>;
      if (this.socket.readyState >= WebSocket.CLOSING) throw new Error(`closed while waiting for ${type}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
