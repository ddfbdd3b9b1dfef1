import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { plainText } from '../../sdk/index.ts';
import { writeDurably } from '../durable-file.ts';

/**
 * The kill latch as a file in the bot's folder. The executor looks at it before each send, so that `bot kill` works
 * even on a core that no longer answers: whoever can write the file can stop the sending.
 */
export interface KillLatch {
  readonly path: string;
  isSet(): boolean;
  /** Why it was set; a broken file counts as set. */
  reason(): string | undefined;
  /** Durable when it returns. */
  set(reason: string, sinceMs: number): void;
  clear(): Promise<void>;
}

export function createKillLatch(folder: string): KillLatch {
  const path = join(folder, 'kill.latch');
  return {
    path,
    isSet: () => existsSync(path),
    reason() {
      if (!existsSync(path)) return undefined;
      try {
        const { reason } = JSON.parse(readFileSync(path, 'utf8')) as { reason?: unknown };
        return typeof reason === 'string' ? plainText(reason) : 'the latch file is set';
      } catch (error) {
        return `the latch file is set (${plainText(String(error), 80)})`;
      }
    },
    set(reason, sinceMs) {
      writeDurably(path, JSON.stringify({ reason, sinceMs }));
    },
    clear: () => rm(path, { force: true }),
  };
}
