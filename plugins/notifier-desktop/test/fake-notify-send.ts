import { chmodSync, mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface FakeNotifySend {
  /** The folder that holds the program, to put on PATH. */
  readonly folder: string;
  /** What the program does after it noted its arguments: shell commands. */
  act(script: string): void;
  /** The arguments of every call. */
  calls(): string[][];
  /** Resolves when the next call was noted. */
  arrival(): Promise<void>;
  /** Ends a program that still runs, and removes the folder. */
  remove(): void;
}

/** A real program named notify-send, in a folder of its own. */
export function createFakeNotifySend(): FakeNotifySend {
  const folder = mkdtempSync(join(tmpdir(), 'botrc-notify-'));
  const [log, script, pid] = ['log', 'then', 'pid'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const path of [log, script, pid]) writeFileSync(path, '');
  writeFileSync(
    join(folder, 'notify-send'),
    `#!/bin/sh\necho $$ > '${pid}'\n{ printf '%s\\0' "$@"; printf '\\001'; } >> '${log}'\n. '${script}'\n`,
  );
  chmodSync(join(folder, 'notify-send'), 0o755);
  const calls = (): string[][] =>
    readFileSync(log, 'utf8')
      .split('\u0001')
      .slice(0, -1)
      .map((call) => call.split('\0').slice(0, -1));
  return {
    folder,
    act: (commands) => writeFileSync(script, commands),
    calls,
    arrival: () => {
      const before = calls().length;
      return new Promise((resolve) => {
        const watcher = watch(log, () => {
          if (calls().length === before) return;
          watcher.close();
          resolve();
        });
      });
    },
    remove: () => {
      const running = Number(readFileSync(pid, 'utf8'));
      if (running > 0 && readFileSync(script, 'utf8').includes('sleep')) process.kill(running);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
