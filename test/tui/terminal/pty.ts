import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Terminal as Emulator } from '@xterm/headless';
import { vi } from 'vitest';
import type { Size } from '../../../src/tui/state.ts';
import { cellsOf, textOf } from './emulated.ts';

const BRIDGE = join(import.meta.dirname, 'pty-bridge.py');

/** True where there is a Python (3.11 or newer) for the pseudo-terminal. CI has to have one. */
export const hasPty =
  spawnSync('python3', ['-c', 'import os, pty; os.login_tty']).status === 0 || process.env.CI !== undefined;

/** A real pseudo-terminal, read by a real emulator. */
export class Pty {
  readonly #bridge: ChildProcessWithoutNullStreams;
  readonly #emulator: Emulator;
  readonly #ended: Promise<unknown>;
  #size: Size;
  /** How long the screen may take. */
  patienceMs = 20_000;
  /** Everything that was written to the terminal. */
  written = '';

  constructor(
    size: Size,
    command: readonly string[],
    env: Readonly<Record<string, string | undefined>> = {},
  ) {
    this.#size = size;
    this.#emulator = new Emulator({ cols: size.columns, rows: size.rows, allowProposedApi: true });
    const base = {
      ...process.env,
      TERM: 'xterm-256color',
      LANG: 'C.UTF-8',
      LC_ALL: 'C.UTF-8',
      CI: undefined,
      NO_COLOR: undefined,
    };
    const args = [BRIDGE, String(size.columns), String(size.rows), '--', ...command];
    this.#bridge = spawn('python3', args, { env: { ...base, ...env }, stdio: 'pipe' });
    this.#bridge.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.written += text;
      this.#emulator.write(text);
    });
    // A bridge that has ended takes no orders: whoever waits for the end hears of it.
    this.#bridge.stdin.on('error', () => undefined);
    this.#ended = once(this.#bridge, 'exit');
  }

  /** One write to the terminal per argument. */
  type(...reads: readonly (string | Buffer)[]): void {
    for (const read of reads) this.#order({ input: Buffer.from(read).toString('base64') });
  }

  resize(size: Size): void {
    this.#size = size;
    this.#emulator.resize(size.columns, size.rows);
    this.#order({ size: [size.columns, size.rows] });
  }

  /** False: nobody takes what is written, as on a link that hangs. */
  read(reading: boolean): void {
    this.#order({ read: reading });
  }

  /** To the TUI that run-tui.ts has started for `socketPath`. */
  signal(socketPath: string, signal: NodeJS.Signals): void {
    process.kill(Number(readFileSync(`${socketPath}.pid`, 'utf8')), signal);
  }

  get screen(): string {
    return textOf(this.#emulator, this.#size).join('\n');
  }

  /** Every cell with its looks, one text per row. */
  get cells(): readonly string[] {
    return cellsOf(this.#emulator, this.#size);
  }

  get isAlternate(): boolean {
    return this.#emulator.buffer.active.type === 'alternate';
  }

  async shows(...texts: readonly (string | RegExp)[]): Promise<string> {
    return vi.waitFor(
      () => {
        const { screen } = this;
        const missing = texts.filter((text) =>
          typeof text === 'string' ? !screen.includes(text) : !text.test(screen),
        );
        if (missing.length > 0) throw new Error(`not on the screen: ${missing.join(', ')}\n${screen}`);
        return screen;
      },
      { timeout: this.patienceMs, interval: 30 },
    );
  }

  /** Resolves with the exit code when the command has ended. */
  async ended(): Promise<number | null> {
    await this.#ended;
    return this.#bridge.exitCode;
  }

  /** Closes the terminal under whatever runs in it. */
  async close(): Promise<void> {
    this.#bridge.stdin.end();
    await this.#ended;
  }

  #order(order: object): void {
    this.#bridge.stdin.write(`${JSON.stringify(order)}\n`);
  }
}
