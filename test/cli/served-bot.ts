import { join } from 'node:path';
import { type ControlServer, startControl } from '../../src/control/server.ts';
import { socketPathFor } from '../../src/control/socket-path.ts';
import { acquireLock, type Lock } from '../../src/runtime/lock.ts';
import type { BotHandle } from '../control/bot-handle.ts';

/** A bot without a core: the folder, lock and socket of a real one, answering as the test says. */
export class ServedBot {
  readonly handle: BotHandle;
  readonly folder: string;
  readonly #home: string;
  #lock: Lock | undefined;
  #server: ControlServer | undefined;

  constructor(home: string, handle: BotHandle) {
    this.handle = handle;
    this.#home = home;
    this.folder = join(home, handle.name);
  }

  static async start(home: string, handle: BotHandle): Promise<ServedBot> {
    const bot = new ServedBot(home, handle);
    bot.hold();
    await bot.listen();
    return bot;
  }

  /** Runs by its lock, but does not listen. */
  hold(): void {
    const socketPath = socketPathFor(this.#home, this.handle.name, {});
    this.#lock = acquireLock(this.folder, { pid: process.pid, startedMs: 1000, profile: 'demo', socketPath });
  }

  async listen(): Promise<void> {
    const socketPath = socketPathFor(this.#home, this.handle.name, {});
    this.#server = await startControl({ handle: this.handle, socketPath, version: '0.1.0' });
  }

  async stop(): Promise<void> {
    await this.#server?.close();
    this.#lock?.release();
  }
}
