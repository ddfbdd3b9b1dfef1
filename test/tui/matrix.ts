import { rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { Terminal as Emulator } from '@xterm/headless';
import { expect, vi } from 'vitest';
import { type ControlServer, startControl } from '../../src/control/server.ts';
import { frameOf } from '../../src/tui/frame.ts';
import type { Size, TuiState } from '../../src/tui/state.ts';
import { paint } from '../../src/tui/theme.ts';
import { FixtureBot } from './fixture-bot.ts';
import {
  downView,
  emptyView,
  killedView,
  MATRIX_STATES,
  type MatrixState,
  STALE_STEP_MS,
} from './fixture-states.ts';
import { NOW } from './fixture-view.ts';
import { RUN_TUI } from './terminal/build-tui.ts';
import { cellsOf, textOf } from './terminal/emulated.ts';
import { Pty } from './terminal/pty.ts';

export const SIZES: readonly Size[] = [
  { columns: 40, rows: 12 },
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 200, rows: 60 },
];
export const STATES = Object.keys(MATRIX_STATES) as readonly MatrixState[];

/** What a freshly drawn frame of `state` puts into each cell, by the frame itself: no Ink, no cell diff, no pty. */
export async function drawn(
  state: TuiState,
): Promise<{ readonly cells: readonly string[]; readonly text: readonly string[] }> {
  const { columns, rows } = state.size;
  const emulator = new Emulator({ cols: columns, rows, allowProposedApi: true });
  const theme = { color: true, ascii: false };
  for (const block of frameOf(state, false)) {
    for (const [i, line] of block.lines.slice(0, block.height).entries())
      emulator.write(`\u001b[${block.y + i + 1};${block.x + 1}H${paint(line, theme, block.faded)}`);
  }
  await new Promise<void>((resolve) => emulator.write('', resolve));
  return { cells: cellsOf(emulator, state.size), text: textOf(emulator, state.size) };
}

/** A real TUI in a real pseudo-terminal, brought into one state of the matrix. */
export class MatrixTui {
  readonly #state: MatrixState;
  readonly #socketPath: string;
  readonly #bot = new FixtureBot();
  #control: ControlServer | undefined;
  #proxy: Server | undefined;
  readonly #sockets = new Set<Socket>();
  #pty: Pty | undefined;

  constructor(state: MatrixState, socketPath: string) {
    this.#state = state;
    this.#socketPath = socketPath;
  }

  async open(size: Size): Promise<void> {
    const behind = `${this.#socketPath}.bot`;
    if (this.#state === 'empty') this.#bot.show(emptyView, []);
    if (this.#state === 'error') this.#bot.show(downView);
    if (this.#state === 'killed') this.#bot.show(killedView);
    this.#control = await startControl({ handle: this.#bot, socketPath: behind, version: '0.1.0' });
    // The connection can be cut without a goodbye.
    this.#proxy = createServer((near) => {
      this.#sockets.add(near);
      near.on('error', () => undefined);
      const far = connect(behind);
      far.on('error', () => undefined);
      near.pipe(far).pipe(near);
    });
    await new Promise<void>((resolve) => this.#proxy?.listen(this.#socketPath, resolve));
    const env = {
      BOTRC_TEST_NOW: String(NOW),
      BOTRC_TEST_STEP: String(STALE_STEP_MS),
      BOTRC_TEST_STARTING: this.#state === 'loading' ? '1' : undefined,
    };
    this.#pty = new Pty(size, [...RUN_TUI, this.#socketPath], env);
    if (this.#state === 'loading') await this.#pty.shows('Starting demo');
    else await this.#pty.shows('PAPER');
    if (this.#state === 'stale') this.#pty.signal(this.#socketPath, 'SIGUSR2');
    if (this.#state === 'disconnected') this.#cut();
  }

  resize(size: Size): void {
    this.#pty?.resize(size);
  }

  /** Waits until every cell, with its looks, is what the state in memory draws; returns the text. */
  async isExact(size: Size): Promise<string> {
    const wanted = await drawn(MATRIX_STATES[this.#state](size));
    const steady = (rows: readonly string[]): readonly string[] =>
      rows.map((row) => row.replace(RETRY, 'retry in 1s'));
    await vi.waitFor(
      () => {
        const text = this.#pty?.screen.split('\n') ?? [];
        expect(steady(text)).toEqual(wanted.text);
        // The seconds to the next try go on by themselves; all else stands still.
        const looks = (cells: readonly string[] = []): readonly string[] =>
          cells.filter((_, y) => !RETRY.test(wanted.text[y] ?? ''));
        expect(looks(this.#pty?.cells)).toEqual(looks(wanted.cells));
      },
      { timeout: 20_000, interval: 40 },
    );
    return `${wanted.text.join('\n')}\n`;
  }

  async close(): Promise<void> {
    await this.#pty?.close();
    this.#cut();
    await this.#control?.close();
    rmSync(this.#socketPath, { force: true });
  }

  #cut(): void {
    this.#proxy?.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}

const RETRY = /retry in \d+s/;
