import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { startControl } from '../control/server.ts';
import { socketPathFor } from '../control/socket-path.ts';
import { type RunningBot, type StartOptions, startBot } from '../runtime/bot.ts';
import { announceSocket } from '../runtime/lock.ts';
import { botrcVersion } from '../runtime/version.ts';
import { BotrcError, errorFromPlain, plainError } from '../sdk/index.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { reportFailure } from './failure.ts';
import { LineWriter } from './line-writer.ts';
import type { Output } from './output.ts';
import { type StartReport, startReporter } from './start-report.ts';
import { statusDocument } from './status-document.ts';
import { after } from './wait.ts';

export interface ForegroundOptions {
  readonly start: Omit<StartOptions, 'onLine'>;
  /** Stops gracefully after it. */
  readonly durationMs: number | undefined;
  /** Where to report that it runs, see start-report.ts. */
  readonly reportFd: number | undefined;
  /** A refusal is told as one JSON document: no line comes before it. */
  readonly json: boolean;
  readonly output: Output;
}

/** A graceful stop that takes longer is given up. */
const STOP_MS = 30_000;
/** Ctrl-C reaches this process from the terminal, and once more from a launcher that passes signals on. */
const ECHO_MS = 500;
const FLUSH_MS = 2000;
const LINGER_MS = 2000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs a bot in this process until it stops: JSON lines on stdout, the last one the summary. A first signal stops it
 * gracefully, a second one ends the process at once: what is journaled is what was sent.
 */
export async function runForeground(options: ForegroundOptions): Promise<ExitCode> {
  const lines = new LineWriter(lineStream());
  const report = startReporter(options.reportFd);
  try {
    const early: object[] = [];
    let started = !options.json;
    const onLine = (line: object): void => {
      if (started) lines.write(line);
      else early.push(line);
    };
    const bot = await startBot({ ...options.start, onLine });
    started = true;
    for (const line of early.splice(0)) lines.write(line);
    const code = await serve(bot, options, lines, report);
    // What a plugin left open must not keep the process; without such a thing it ends before.
    setTimeout(() => process.exit(code), LINGER_MS).unref();
    return code;
  } catch (error) {
    report({ ready: false, error: plainError(error) });
    throw error;
  }
}

async function serve(
  bot: RunningBot,
  options: ForegroundOptions,
  lines: LineWriter,
  report: (report: StartReport) => void,
): Promise<ExitCode> {
  const stop = stopper(bot);
  const cancelDuration =
    options.durationMs === undefined ? undefined : after(options.durationMs, stop.gently);
  for (const signal of SIGNALS) process.on(signal, stop.onSignal);
  try {
    const { home, env } = options.start;
    const socketPath = socketPathFor(home, bot.name, env);
    const control = await startControl({ handle: bot.handle, socketPath, version: botrcVersion() });
    announceSocket(join(home, bot.name), socketPath);
    report({ ready: true, name: bot.name, pid: process.pid, socketPath });
    const { exitCode, error } = await bot.done;
    await control.close();
    if (error !== undefined) lines.write({ event: 'error', error });
    lines.write({ event: 'summary', ...statusDocument(bot.handle.view()) });
    await lines.flushed(FLUSH_MS);
    if (error === undefined) return exitCode as ExitCode;
    // On stdout it is a line, before the last one.
    return reportFailure(errorFromPlain(error), options.output, { json: false, verbose: false });
  } catch (error) {
    stop.gently();
    await bot.done;
    throw error;
  } finally {
    cancelDuration?.();
    stop.off();
    for (const signal of SIGNALS) process.off(signal, stop.onSignal);
  }
}

interface Stopper {
  readonly gently: () => void;
  readonly onSignal: () => void;
  readonly off: () => void;
}

function stopper(bot: RunningBot): Stopper {
  let deadline: NodeJS.Timeout | undefined;
  let echoes: NodeJS.Timeout | undefined;
  const gently = (): void => {
    if (deadline !== undefined) return;
    deadline = setTimeout(() => end(stopTimeout(), EXIT.unknown), STOP_MS);
    // How it ended is told by bot.done.
    void bot.stop({ flatten: false }).catch(() => undefined);
  };
  return {
    gently,
    onSignal: () => {
      if (echoes !== undefined) return;
      if (deadline !== undefined) end(undefined, EXIT.interrupted);
      gently();
      echoes = setTimeout(() => {
        echoes = undefined;
      }, ECHO_MS);
    },
    off: () => {
      clearTimeout(deadline);
      clearTimeout(echoes);
    },
  };
}

function stopTimeout(): BotrcError {
  return new BotrcError(
    'BOTRC_STOP_TIMEOUT',
    `the bot did not stop within ${STOP_MS / 1000} s and was ended`,
    {
      mend: 'Check open orders and positions at the exchange; the next start reconciles them.',
    },
  );
}

/** At once. Everything that was sent is in the journal already. */
function end(error: BotrcError | undefined, code: ExitCode): never {
  if (error !== undefined) process.stderr.write(`bot: ${error.message} [${error.code}]\n`);
  process.exit(code);
}

/**
 * stdout as a stream that never blocks this thread. A pipe already is one; a terminal is written to synchronously by
 * Node, so that Ctrl-S would stop the bot: its writes go through the thread pool instead.
 */
function lineStream(): Writable {
  return process.stdout.isTTY ? createWriteStream('', { fd: 1, autoClose: false }) : process.stdout;
}
