import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { botProgram } from '../bot.ts';
import { liveHeap } from './inspector.ts';
import { soakProfile } from './profile.ts';

/** The last line that a headless bot prints. */
export interface Summary {
  readonly state: string;
  readonly counters: Readonly<Record<string, number>>;
}

/** The bot as users run it, journal and all, with an inspector to ask. */
export class SoakedBot {
  readonly #process: ChildProcess;
  readonly #inspector: Promise<string>;
  readonly #ended: Promise<unknown>;
  #last = '';

  constructor(home: string, speed: number) {
    const profile = join(home, 'soak.yml');
    writeFileSync(profile, soakProfile(speed));
    const [node, file] = botProgram();
    const args = ['start', '--headless', '--home', home, '--profile', profile];
    this.#process = spawn(node, ['--inspect=127.0.0.1:0', file, ...args], {
      cwd: home,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#ended = once(this.#process, 'exit');
    const { stdout, stderr } = this.#process;
    if (!stdout || !stderr) throw new Error('no pipes to the bot');
    createInterface({ input: stdout }).on('line', (line) => {
      this.#last = line;
    });
    this.#inspector = new Promise((resolve, reject) => {
      createInterface({ input: stderr }).on('line', (line) => {
        const [, url] = /listening on (ws:\S+)/.exec(line) ?? [];
        if (url) resolve(url);
      });
      void this.#ended.then(() => reject(new Error(`the bot has ended: ${this.#last}`)));
    });
  }

  /** Resident, as the kernel counts it. Bytes. @throws Error where the bot has ended. */
  resident(): number {
    const { pid, exitCode } = this.#process;
    if (exitCode !== null) throw new Error(`the bot has ended with ${exitCode}: ${this.#last}`);
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
  }

  /** Of all threads, after a collection. Bytes. */
  async live(): Promise<number> {
    return liveHeap(await this.#inspector);
  }

  async stop(): Promise<Summary> {
    this.#process.kill('SIGTERM');
    await this.#ended;
    return JSON.parse(this.#last) as Summary;
  }
}
