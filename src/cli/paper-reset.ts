import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { BotrcError } from '../sdk/index.ts';
import type { KnownBot } from './bots.ts';
import { lastView } from './last-view.ts';

/** What outlives a reset: the lock, the latch, logs, and what was put aside before. */
const KEPT = /^(?:lock|lock\.db.*|kill\.latch|log|audit|bot\.log.*|archive|control\.sock)$/;

export interface PaperReset {
  /** Where the old account is now. */
  readonly archive: string;
  /** What was put there. */
  readonly files: readonly string[];
}

/**
 * Puts the books and the journal of a stopped paper bot aside.
 * @throws BOTRC_HOME_LOCKED while it runs; BOTRC_REFUSED_RESET where it is not known to be a paper account
 */
export async function resetPaper(bot: KnownBot): Promise<PaperReset> {
  const [{ acquireLock }, { systemClock }] = await Promise.all([
    import('../runtime/lock.ts'),
    import('../runtime/clock/system-clock.ts'),
  ]);
  const nowMs = systemClock().now();
  const lock = acquireLock(bot.folder, { pid: process.pid, startedMs: nowMs, profile: 'paper reset' });
  try {
    const mode = await modeOf(bot);
    if (mode !== 'paper') {
      throw new BotrcError('BOTRC_REFUSED_RESET', 'this is not known to be a paper account', {
        found: mode === undefined ? 'a mode that cannot be read' : `mode ${mode}`,
        where: bot.folder,
        mend: 'Only a paper account can be made afresh. If you are sure, move the folder away yourself.',
      });
    }
    const archive = join(bot.folder, 'archive', new Date(nowMs).toISOString().replaceAll(':', '-'));
    const files = readdirSync(bot.folder).filter((name) => !KEPT.test(name));
    if (files.length > 0) mkdirSync(archive, { recursive: true, mode: 0o700 });
    for (const name of files) renameSync(join(bot.folder, name), join(archive, name));
    return { archive, files };
  } finally {
    lock.release();
  }
}

/** By the journal; where that is broken, by how it last stopped, or by the books of the simulated venue. */
async function modeOf(bot: KnownBot): Promise<string | undefined> {
  return (
    (await journaledMode(bot)) ??
    lastView(bot)?.head.mode ??
    (existsSync(join(bot.folder, 'venue.db')) ? 'paper' : undefined)
  );
}

async function journaledMode(bot: KnownBot): Promise<string | undefined> {
  if (!existsSync(join(bot.folder, 'journal.db'))) return undefined;
  const { openJournal } = await import('../runtime/journal/open-journal.ts');
  const silent = (): void => undefined;
  try {
    const log = { debug: silent, info: silent, warn: silent, error: silent };
    const journal = openJournal({ folder: bot.folder, readOnly: true, log });
    try {
      return journal.runs().at(-1)?.mode;
    } finally {
      journal.close();
    }
  } catch (error) {
    // A journal that cannot be read is a reason to reset, not an obstacle.
    if (error instanceof BotrcError) return undefined;
    throw error;
  }
}
