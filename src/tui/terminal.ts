import { StringDecoder } from 'node:string_decoder';
import type { ReadStream, WriteStream } from 'node:tty';
import type { Clock } from '../sdk/index.ts';
import { Screen, type ScreenEvents } from './screen.ts';

/** Signals after which the viewer leaves; the bot goes on. */
const SIGNALS = ['SIGHUP', 'SIGINT', 'SIGTERM'] as const;

export interface TerminalEvents extends ScreenEvents {
  /** One read, decoded. */
  readonly read: (chunk: string) => void;
  /** The terminal is gone, or somebody asks us to go: leave at once. */
  readonly gone: () => void;
  /** Its size changed, or the process goes on after a stop: what is on the screen is not known. */
  readonly disturbed: () => void;
}

/** The terminal while the TUI has it: raw input, the alternate screen, and both given back on every way out. */
export class Terminal {
  readonly screen: Screen;
  readonly #stdin: ReadStream;
  readonly #events: TerminalEvents;
  readonly #decoder = new StringDecoder('utf8');
  #closed = false;

  constructor(stdin: ReadStream, stdout: WriteStream, clock: Clock, events: TerminalEvents) {
    this.#stdin = stdin;
    this.#events = events;
    this.screen = new Screen(stdout, clock, events);
    stdin.on('data', this.#read);
    for (const event of ['end', 'close'] as const) stdin.on(event, events.gone);
    // A terminal that was closed answers with EIO. Without a listener, ours or after us, that would end the process.
    for (const stream of [stdin, stdout]) stream.on('error', events.gone);
    for (const signal of SIGNALS) process.on(signal, events.gone);
    process.on('SIGCONT', this.#resumed);
    process.on('exit', this.#restore);
    process.on('uncaughtExceptionMonitor', this.#restore);
  }

  /** Takes the terminal over and shows `text`. */
  open(text: string): void {
    this.#stdin.setRawMode(true);
    this.#stdin.resume();
    this.screen.open(text);
  }

  /** Gives everything back. Safe to call twice. */
  close(): void {
    this.#restore();
    this.#stdin.off('data', this.#read);
    this.#stdin.pause();
    for (const event of ['end', 'close'] as const) this.#stdin.off(event, this.#events.gone);
    for (const signal of SIGNALS) process.off(signal, this.#events.gone);
    process.off('SIGCONT', this.#resumed);
    process.off('exit', this.#restore);
    process.off('uncaughtExceptionMonitor', this.#restore);
  }

  readonly #read = (chunk: Buffer | string): void => {
    const text = typeof chunk === 'string' ? chunk : this.#decoder.write(chunk);
    if (text !== '') this.#events.read(text);
  };

  readonly #resumed = (): void => {
    this.#stdin.setRawMode(true);
    this.#events.disturbed();
  };

  /** Only what the terminal itself needs, at once: it also runs while the process dies. */
  readonly #restore = (): void => {
    if (this.#closed) return;
    this.#closed = true;
    this.screen.close();
    // Of a terminal that is gone nothing can be restored.
    if (!this.#stdin.destroyed) this.#stdin.setRawMode(false);
  };
}
