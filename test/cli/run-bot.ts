import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const FROM_SOURCE = ['--conditions=source', '--no-warnings', join(import.meta.dirname, 'bot.ts')];

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A data directory and configuration of its own, and `bot` commands in it as real processes. */
export class Sandbox {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'botrc-cli-'));
  readonly home: string = join(this.folder, 'home');
  readonly env: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    HOME: this.folder,
    BOTRC_HOME: this.home,
    NO_COLOR: '1',
  };
  readonly #running = new Set<ChildProcessWithoutNullStreams>();
  readonly #program: readonly string[];

  /** @param program arguments of Node that make it `bot`. */
  constructor(program: readonly string[] = FROM_SOURCE) {
    this.#program = program;
  }

  /** Starts `bot …args`. */
  spawn(
    args: readonly string[],
    options: { readonly env?: NodeJS.ProcessEnv; readonly uid?: number } = {},
  ): ChildProcessWithoutNullStreams {
    const { env, ...user } = options;
    const child = spawn(process.execPath, [...this.#program, ...args], {
      cwd: this.folder,
      env: { ...this.env, ...env },
      ...user,
    });
    this.#running.add(child);
    child.once('exit', () => this.#running.delete(child));
    return child;
  }

  /** Runs `bot …args` to its end. */
  async bot(...args: readonly string[]): Promise<Ended> {
    return endOf(this.spawn(args));
  }

  /** The same, and its one JSON document. */
  // A document is what the test says it is.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  async json(...args: readonly string[]): Promise<{ readonly code: number | null; readonly document: any }> {
    const { code, stdout } = await this.bot(...args, '--json');
    return { code, document: JSON.parse(stdout) };
  }

  async remove(): Promise<void> {
    await Promise.all(
      [...this.#running].map((child) => {
        const gone = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGKILL');
        return gone;
      }),
    );
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Collects what a process prints until it ends. */
export function endOf(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
}
