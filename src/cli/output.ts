import type { Writable } from 'node:stream';

/** Emphasis for a terminal; without colours the text alone must tell. */
export type Style = 'good' | 'warn' | 'bad' | 'dim' | 'bold';
export type Piece = string | { readonly text: string; readonly style: Style };

const ANSI: Readonly<Record<Style, string>> = { good: '32', warn: '33', bad: '31', dim: '2', bold: '1' };

/** Characters that steer a terminal or reorder what it shows, see plainText of the SDK. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu;

/**
 * The only way to the terminal. Whatever is written, no control character of an outside text gets through: styles
 * are given beside the text, never in it. A reader that went away (`bot status | head -1`) ends nothing.
 */
export class Output {
  readonly #stdout: Writable;
  readonly #stderr: Writable;
  readonly #color: boolean;
  #closed = false;

  constructor(stdout: Writable, stderr: Writable, color: boolean) {
    this.#stdout = stdout;
    this.#stderr = stderr;
    this.#color = color;
    stdout.on('error', (error: NodeJS.ErrnoException) => this.#lost(error));
    // Nobody reads the errors: there is nobody to tell.
    stderr.on('error', () => undefined);
  }

  /** True once the reader of stdout went away. */
  get closed(): boolean {
    return this.#closed;
  }

  /** One line for people on stdout. */
  line(...pieces: readonly Piece[]): void {
    this.#write(`${this.#render(pieces)}\n`);
  }

  /** One line on stderr: notes and failures, which never mix with what a script reads. */
  note(...pieces: readonly Piece[]): void {
    this.#stderr.write(`${this.#render(pieces)}\n`);
  }

  /** Text of our own with its line breaks: help, scripts. */
  text(text: string): void {
    const lines = text.split('\n').map((line) => line.replace(UNSAFE, ' '));
    this.#write(`${lines.join('\n')}\n`);
  }

  /** One JSON document over several lines; `null` stands for what has no value. */
  document(value: unknown): void {
    this.#write(`${safeJson(value, 2)}\n`);
  }

  /** One JSON document on one line. */
  jsonLine(value: unknown): void {
    this.#write(`${safeJson(value)}\n`);
  }

  #write(text: string): void {
    if (!this.#closed) this.#stdout.write(text);
  }

  #render(pieces: readonly Piece[]): string {
    return pieces
      .map((piece) => {
        if (typeof piece === 'string') return piece.replace(UNSAFE, ' ');
        const text = piece.text.replace(UNSAFE, ' ');
        return this.#color ? `\u001b[${ANSI[piece.style]}m${text}\u001b[0m` : text;
      })
      .join('');
  }

  #lost(error: NodeJS.ErrnoException): void {
    this.#closed = true;
    if (error.code !== 'EPIPE') this.note(`bot: stdout cannot be written: ${error.message}`);
  }
}

/** JSON in which nothing steers a terminal: JSON itself escapes only the first 32 characters. */
export function safeJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(/[^\n\P{C}]/gu, (character) =>
    Array.from(
      { length: character.length },
      (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
}
