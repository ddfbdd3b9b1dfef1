import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, readdirSync, rmdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { BotrcError, errorFromPlain, plainText } from '../sdk/index.ts';
import type { ExitCode } from './exit-code.ts';
import { dropLog, lastLineOf, openLog, settleLog, trimLog } from './log-file.ts';
import { REPORT_FD, readReport, type StartReport, startReporter } from './start-report.ts';
import { supervise } from './supervisor.ts';

/** A start that takes longer is reported as unknown; the bot goes on starting. */
const START_MS = 60_000;
const TRIM_EVERY_MS = 60_000;

/** This program again with other arguments, whichever way it was called. */
function selfWith(args: readonly string[]): readonly [command: string, args: readonly string[]] {
  return [process.execPath, [...process.execArgv, process.argv[1] ?? '', ...args]];
}

/**
 * Starts a supervised bot as a process of its own, in its own session, its output in `HOME/<name>/bot.log`, and waits
 * until it listens.
 * @param args of `bot start`, without the program.
 * @throws what the bot could not start for; BOTRC_START_FAILED where it died without a word; BOTRC_START_TIMEOUT
 */
export async function startInBackground(
  folder: string,
  args: readonly string[],
  cwd: string,
): Promise<Extract<StartReport, { ready: true }>> {
  const home = dirname(folder);
  const madeHome = !existsSync(home);
  const log = openLog(folder);
  const hidden = ['--headless', `--background=${log.path}`, `--report-fd=${REPORT_FD}`];
  const [command, all] = selfWith([...args, ...hidden]);
  const child = spawn(command, all, { cwd, detached: true, stdio: ['ignore', log.fd, log.fd, 'pipe'] });
  closeSync(log.fd);
  const ended = endOf(child);
  let interrupted = false;
  const interrupt = (): void => {
    interrupted = true;
    child.kill('SIGTERM');
  };
  process.once('SIGINT', interrupt);
  const pipe = child.stdio[REPORT_FD] as Readable;
  try {
    const report = await Promise.race([readReport(pipe), delay(START_MS, 'late' as const, { ref: false })]);
    if (report === 'late') throw startTimeout(log.path);
    if (report === undefined) {
      const how = await ended;
      throw interrupted ? startInterrupted() : startFailed(log.path, how);
    }
    if (report.ready) return report;
    if (madeHome && readdirSync(home).length === 0) rmdirSync(home);
    throw errorFromPlain(report.error);
  } finally {
    process.off('SIGINT', interrupt);
    pipe.destroy();
    child.unref();
  }
}

/**
 * The supervisor: what `bot start --background` is.
 * @param log the path of its output
 */
export async function runSupervisor(
  folder: string,
  args: readonly string[],
  reportFd: number | undefined,
  log: string,
): Promise<ExitCode> {
  const { systemClock } = await import('../runtime/clock/system-clock.ts');
  const clock = systemClock();
  const report = startReporter(reportFd);
  let ready = false;
  const supervisor = supervise({
    start: (restarts) => {
      const [command, all] = selfWith([
        ...args,
        '--headless',
        `--report-fd=${REPORT_FD}`,
        ...(restarts > 0 ? [`--restarted=${restarts}`] : []),
      ]);
      const child = spawn(command, all, { stdio: ['ignore', 'inherit', 'inherit', 'pipe'] });
      void readReport(child.stdio[REPORT_FD] as Readable).then((told) => {
        if (told === undefined || restarts > 0) return;
        ready = told.ready;
        keepLog(ready, log, folder);
        report(told);
      });
      return child;
    },
    ready: () => ready,
    line: (line) => process.stdout.write(`${JSON.stringify({ timeMs: clock.now(), ...line })}\n`),
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => supervisor.signal(signal));
  const trims = setInterval(() => trimLog(folder), TRIM_EVERY_MS);
  const code = await supervisor.done;
  clearInterval(trims);
  return code as ExitCode;
}

/** Where the log ends up is no reason to leave a bot alone. */
function keepLog(ready: boolean, log: string, folder: string): void {
  try {
    if (ready) settleLog(log, folder);
    else dropLog(log, folder);
  } catch (error) {
    process.stderr.write(`bot: the log stays in ${log}: ${String(error)}\n`);
  }
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
    child.once('error', (error) => resolve(error.message));
  });
}

function startInterrupted(): BotrcError {
  return new BotrcError('BOTRC_INTERRUPTED', 'the start was interrupted, and the bot was stopped');
}

function startFailed(log: string, how: string): BotrcError {
  const last = lastLineOf(log);
  return new BotrcError('BOTRC_START_FAILED', 'the bot died while it started', {
    found: last === undefined ? how : `${how}; its last words: ${plainText(last)}`,
    where: log,
    mend: 'Read the log, or start it with --headless to see all of it.',
  });
}

function startTimeout(log: string): BotrcError {
  return new BotrcError(
    'BOTRC_START_TIMEOUT',
    `the bot does not listen after ${START_MS / 1000} s; it goes on starting`,
    {
      where: log,
      mend: 'Ask with `bot status`, and read the log.',
    },
  );
}
