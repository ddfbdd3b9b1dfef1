import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, vi } from 'vitest';
import { createWorkerHost } from '../../src/runtime/host/worker.ts';
import { readLock } from '../../src/runtime/lock.ts';
import { Sandbox } from '../cli/run-bot.ts';
import { replayAll } from './replays.ts';

const ROOT = join(import.meta.dirname, '../..');
const PROGRAM = join(ROOT, 'bin/bot.js');

/** Processes and a whole bot: seconds, not milliseconds. */
export const SLOW = 180_000;
export const PATIENT = { timeout: 60_000, interval: 200 };

/** A failure as `--json` and stderr tell it. */
export interface ToldError {
  readonly code: string;
  readonly message: string;
  readonly found?: string;
  readonly where?: string;
  readonly mend?: string;
}

/** `bot` as it is built, in a folder, a data directory and an environment of its own. */
export class BotCli extends Sandbox {
  readonly #impure: string | undefined;

  /** @param impure why what its bots decide cannot be replayed: a strategy that is no pure function of its events. */
  constructor(impure?: string) {
    const built = join(ROOT, 'dist/cli/main.js');
    if (!existsSync(built)) throw new Error(`${built} is missing: \`npm run build\` makes it`);
    super([PROGRAM]);
    this.#impure = impure;
  }

  /** `bot …args` as a line for a shell. */
  command(...args: readonly string[]): string {
    return [process.execPath, PROGRAM, ...args].join(' ');
  }

  /** Writes files below the folder that commands run in. */
  write(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, name)), { recursive: true });
      writeFileSync(join(this.folder, name), text);
    }
  }

  // A document is what the test says it is.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  async status(name?: string): Promise<any> {
    return (await this.json('status', ...(name === undefined ? [] : ['--name', name]))).document;
  }

  /** Waits until the bot is in this state, and answers with its status. */
  async reaches(state: string, name?: string): Promise<Awaited<ReturnType<BotCli['status']>>> {
    return vi.waitFor(async () => {
      const status = await this.status(name);
      expect(status.state).toBe(state);
      return status;
    }, PATIENT);
  }

  /** Everything below the folder by its path: what a refused command must leave as it is. Logs may tell of it. */
  tree(): Record<string, string> {
    const found: Record<string, string> = {};
    const walk = (path: string): void => {
      for (const entry of readdirSync(join(this.folder, path)).sort()) {
        const child = join(path, entry);
        if (!isLog(child)) found[child] = contentOf(join(this.folder, child));
        if (found[child] === 'folder') walk(child);
      }
    };
    walk('');
    return found;
  }

  /**
   * Ends what still runs, background bots too, and replays what every run of the test recorded.
   * @throws where a replay does not give the effects of the record.
   */
  override async remove(): Promise<void> {
    await this.#end();
    const { deviations } = this.#impure
      ? { deviations: [] }
      : await replayAll(this.home, this.folder, [], createWorkerHost);
    await super.remove();
    if (deviations.length > 0) throw new Error(`a replay differs: ${JSON.stringify(deviations, null, 2)}`);
  }

  async #end(): Promise<void> {
    const isThere = statSync(this.home, { throwIfNoEntry: false })?.isDirectory();
    const names = isThere ? readdirSync(this.home) : [];
    for (const name of names) {
      const pid = readLock(join(this.home, name))?.pid;
      if (pid === undefined) continue;
      // Gracefully: its supervisor would start it again after anything else.
      process.kill(pid, 'SIGTERM');
      await gone(pid);
    }
  }
}

/** Settles when the process has ended. */
export function gone(pid: number): Promise<void> {
  return vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'), PATIENT);
}

/** The lines of a headless bot; each must be a JSON object with an `event`. */
// A line is what the test says it is.
// biome-ignore lint/suspicious/noExplicitAny: see above
export function eventLines(stdout: string): readonly any[] {
  const lines = stdout.trimEnd().split('\n');
  return lines.map((line) => {
    const value: unknown = JSON.parse(line);
    expect(value).toMatchObject({ event: expect.any(String) });
    return value;
  });
}

function isLog(path: string): boolean {
  return /^home\/[^/]+\/(?:log|bot\.log)$/.test(path);
}

function contentOf(path: string): string {
  const stat = lstatSync(path);
  if (stat.isDirectory()) return 'folder';
  if (stat.isSymbolicLink()) return `link to ${readlinkSync(path)}`;
  if (!stat.isFile()) return 'neither a file nor a folder';
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
