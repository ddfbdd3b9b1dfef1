import { execFileSync, spawnSync } from 'node:child_process';
import { vi } from 'vitest';
import type { Size } from '../../../src/tui/state.ts';

/** True where there is a tmux to drive. CI has to have one. */
export const hasTmux = spawnSync('tmux', ['-V']).status === 0 || process.env.CI !== undefined;

/** One terminal of a tmux server of its own. */
export class Tmux {
  readonly #server: string;

  /** Runs `command` in a terminal of `size`; the terminal stays open after it. */
  constructor(name: string, size: Size, command: string) {
    this.#server = `botrc-${process.pid}-${name}`;
    const script = `echo before; ${command}; echo "ended $?"; stty -a | grep -oE -e '-?icanon'; sleep 1000`;
    const at = ['-x', String(size.columns), '-y', String(size.rows)];
    this.#run('-f', '/dev/null', 'new-session', '-d', ...at, script);
    this.#run('set-option', '-g', 'window-size', 'manual');
  }

  /** Keys by their tmux names, each in a write of its own. */
  keys(...names: readonly string[]): void {
    for (const name of names) this.#run('send-keys', name);
  }

  /** Bytes as they are, in one write. */
  bytes(...codes: readonly number[]): void {
    this.#run('send-keys', '-H', ...codes.map((code) => code.toString(16)));
  }

  /** A paste, bracketed where the program asked for that. */
  paste(text: string): void {
    this.#run('set-buffer', text);
    this.#run('paste-buffer', '-p');
  }

  resize({ columns, rows }: Size): void {
    this.#run('resize-window', '-x', String(columns), '-y', String(rows));
  }

  /** The screen as text, one line per row. */
  get screen(): string {
    return this.#run('capture-pane', '-p');
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
      { timeout: 15_000, interval: 50 },
    );
  }

  /** Closes the terminal under whatever runs in it. */
  close(): void {
    spawnSync('tmux', ['-L', this.#server, 'kill-server']);
  }

  #run(...args: readonly string[]): string {
    const env = { ...process.env, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', TMUX: undefined };
    return execFileSync('tmux', ['-L', this.#server, '-u', ...args], {
      encoding: 'utf8',
      env,
      stdio: 'pipe',
    });
  }
}
