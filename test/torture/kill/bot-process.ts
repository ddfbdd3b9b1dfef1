import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type ControlClient, connectControl } from '../../../src/control/client.ts';
import { socketPathFor } from '../../../src/control/socket-path.ts';

const BOT = join(import.meta.dirname, '../../../bin/bot.js');
const STOPPING = join(import.meta.dirname, 'stopping-bot.ts');
const START_LIMIT_MS = 60_000;
/** Output kept to tell of an unexpected end. */
const LINES_KEPT = 40;

export interface BotPlace {
  /** Working directory and HOME of the process. */
  readonly folder: string;
  readonly home: string;
  readonly name: string;
  readonly profile: string;
}

/** One run of the real bot through the real command line, and its end. */
export class BotProcess {
  readonly #place: BotPlace;
  readonly #process: ChildProcess;
  readonly #ended: Promise<unknown>;
  readonly #lines: string[] = [];
  #killed = false;
  #onConnected: () => void = () => undefined;
  /** Settles when the feed is up: what follows is recovery. Never, where the bot dies before. */
  readonly connected: Promise<void> = new Promise((resolve) => {
    this.#onConnected = resolve;
  });

  /**
   * @param onAlert told of each alert it raises.
   * @param stopAt it kills itself there, see stopping-bot.ts. Default: it does not.
   */
  constructor(place: BotPlace, onAlert: (alert: { readonly title: string }) => void, stopAt?: string) {
    this.#place = place;
    const { folder, home, name, profile } = place;
    this.#process = spawn(
      process.execPath,
      [
        stopAt === undefined ? BOT : STOPPING,
        'start',
        '--headless',
        '--name',
        name,
        '--home',
        home,
        '--profile',
        profile,
      ],
      {
        cwd: folder,
        env: { PATH: process.env.PATH, HOME: folder, ...(stopAt && { BOTRC_STOP_AT: stopAt }) },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    this.#ended = once(this.#process, 'exit');
    const { stdout, stderr } = this.#process;
    if (stderr) createInterface({ input: stderr }).on('line', (line) => this.#keep(line));
    if (stdout) {
      createInterface({ input: stdout }).on('line', (line) => {
        this.#keep(line);
        if (line.startsWith('{"event":"feed"')) this.#onConnected();
        // The last line of a killed process may be cut.
        if (line.startsWith('{"event":"alert"') && line.endsWith('}')) onAlert(JSON.parse(line));
      });
    }
  }

  /** The newest lines it printed. */
  get output(): string {
    return this.#lines.join('\n');
  }

  /** True once a kill -9 has ended it, and not it itself. */
  get wasKilled(): boolean {
    return this.#process.signalCode === 'SIGKILL';
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** kill -9 by somebody else. False where it has not come within `ms`. */
  async killed(ms: number): Promise<boolean> {
    this.#killed = true;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), ms);
    });
    const first = await Promise.race([this.#ended, late]);
    clearTimeout(timer);
    return first !== 'late';
  }

  /** Connects a watching client as soon as the bot takes one. @throws where it ends or hangs before. */
  async attach(): Promise<ControlClient> {
    const { home, name, folder } = this.#place;
    const socketPath = socketPathFor(home, name, { HOME: folder });
    const end = performance.now() + START_LIMIT_MS;
    for (;;) {
      this.#demandAlive();
      try {
        return await connectControl({ socketPath, client: 'cli', readOnly: false, watch: true });
      } catch (error) {
        if (performance.now() > end)
          throw new Error(`the bot does not start:\n${this.output}`, { cause: error });
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** kill -9. @throws where it has ended by itself before. */
  async kill(): Promise<void> {
    this.#demandAlive();
    this.#killed = true;
    this.#process.kill('SIGKILL');
    await this.#ended;
  }

  /** Asks it to stop. Resolves with its exit code; null where it was killed on the way. */
  async stop(): Promise<number | null> {
    this.#process.kill('SIGTERM');
    await this.#ended;
    return this.#process.exitCode;
  }

  /** kill -9, whatever state it is in. */
  async remove(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#ended;
  }

  #demandAlive(): void {
    if (this.#killed || (this.#process.exitCode === null && this.#process.signalCode === null)) return;
    throw new Error(`the bot ended by itself (${this.#process.exitCode}):\n${this.output}`);
  }

  #keep(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length > LINES_KEPT) this.#lines.shift();
  }
}
