import type { ChildProcess } from 'node:child_process';

/** Between a death and the next start, in ms; the last one stays. */
const BACKOFF_MS = [1000, 2000, 5000, 10_000];
/** A bot that lived so long starts again at once-short backoff, in ms. */
const STEADY_MS = 60_000;
/** Done, wrong configuration, refused by a safety rule: another start would end the same way. */
const FINAL: ReadonlySet<number> = new Set([0, 2, 3]);

export interface Supervision {
  /** Starts the bot; `restarts` is how often it was started again. */
  readonly start: (restarts: number) => ChildProcess;
  /** Whether the first start came as far as a running bot: before that a death is an answer, not an accident. */
  readonly ready: () => boolean;
  /** Tells of a death, as one JSON line. */
  readonly line: (line: object) => void;
  /** @default [1000, 2000, 5000, 10000] */
  readonly backoffMs?: readonly number[];
}

export interface Supervisor {
  /** The exit code of the last process, once no other follows. */
  readonly done: Promise<number>;
  /** Passes a signal on; nothing is started afterwards. */
  signal(signal: NodeJS.Signals): void;
}

/** Keeps a bot running: one that dies is started again, with backoff; one that ends by itself is not. */
export function supervise(options: Supervision): Supervisor {
  const backoffMs = options.backoffMs ?? BACKOFF_MS;
  let child: ChildProcess | undefined;
  let stopping = false;
  let wake: () => void = () => undefined;

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const run = async (): Promise<number> => {
    let failures = 0;
    for (let restarts = 0; ; restarts += 1) {
      child = options.start(restarts);
      const steady = setTimeout(() => {
        failures = 0;
      }, STEADY_MS);
      const death = await endOf(child);
      clearTimeout(steady);
      child = undefined;
      if (stopping || FINAL.has(death.code) || !options.ready()) return death.code;
      const waitMs = backoffMs[Math.min(failures, backoffMs.length - 1)] ?? 0;
      failures += 1;
      options.line(deathAlert(death.how, waitMs));
      await pause(waitMs);
      if (stopping) return death.code;
    }
  };

  return {
    done: run(),
    signal: (signal) => {
      stopping = true;
      child?.kill(signal);
      wake();
    },
  };
}

function deathAlert(how: string, waitMs: number): object {
  return {
    event: 'alert',
    level: 'critical',
    title: 'the bot died',
    text: `It ended with ${how} and is started again in ${waitMs} ms.`,
  };
}

function endOf(child: ChildProcess): Promise<{ readonly code: number; readonly how: string }> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      // Shells write 128 + n; which n does not matter here.
      resolve(signal === null ? { code: code ?? 1, how: `exit code ${code}` } : { code: 128, how: signal });
    });
    child.once('error', (error) => resolve({ code: 1, how: error.message }));
  });
}
