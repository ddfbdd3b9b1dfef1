import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The profile that a bot ran last; undefined where it never ran, or cannot say. */
export async function profileAgain(folder: string): Promise<string | undefined> {
  if (!existsSync(join(folder, 'journal.db'))) return undefined;
  const [{ pastFacts }, { systemClock }] = await Promise.all([
    import('../runtime/journaled-profile.ts'),
    import('../runtime/clock/system-clock.ts'),
  ]);
  const silent = (): void => undefined;
  const log = { debug: silent, info: silent, warn: silent, error: silent };
  return pastFacts(folder, log, systemClock().now())?.profileFile || undefined;
}
