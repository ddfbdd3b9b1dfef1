import { hash } from 'node:crypto';
import { join } from 'node:path';
import { BotrcError } from '../../sdk/index.ts';
import type { LoadedProfile } from '../config/index.ts';
import { acquireLock, type Lock, type LockInfo } from '../lock.ts';
import { refusedLive } from './refusal.ts';

/** Which account at which venue, as a short text that shows neither: plugin, its options and so its key. */
export function venueAccount({ exchange }: LoadedProfile): string {
  return hash('sha256', JSON.stringify([exchange.resolved.name, exchange.options])).slice(0, 24);
}

/**
 * One live bot an account, as two would count each other's orders as a stranger's. Another key of the same account is not
 * recognised.
 * @throws BOTRC_REFUSED_LIVE_ACCOUNT
 */
export function lockAccount(home: string, account: string, info: LockInfo): Lock {
  try {
    return acquireLock(join(home, '.live', account), info);
  } catch (error) {
    if (!(error instanceof BotrcError) || error.code !== 'BOTRC_HOME_LOCKED') throw error;
    throw refusedLive('BOTRC_REFUSED_LIVE_ACCOUNT', 'another bot trades this account', {
      ...error.detail,
      mend: 'Stop that one first: `bot status` lists those that run.',
    });
  }
}
