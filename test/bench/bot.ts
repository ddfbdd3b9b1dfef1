import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './program.ts';

/** The program that users run: the build, not the source. @throws Error where there is no build. */
export function botProgram(): readonly [command: string, file: string] {
  if (!existsSync(join(ROOT, 'dist/cli/main.js'))) throw new Error('no build: run `npm run build` first');
  return [process.execPath, join(ROOT, 'bin/bot.js')];
}

/** Runs `work` with a data directory of its own, gone afterwards. */
export async function inFreshHome<T>(work: (home: string) => Promise<T>): Promise<T> {
  // Short: a socket's path may have about a hundred characters.
  const home = mkdtempSync(join(tmpdir(), 'bb-'));
  try {
    return await work(home);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
