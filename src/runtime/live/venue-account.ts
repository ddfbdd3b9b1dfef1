import { hash } from 'node:crypto';
import { join } from 'node:path';
import { BotrcError } from '../../sdk/index.ts';
import type { LoadedProfile } from '../config/index.ts';
import { acquireLock, type Lock, type LockInfo } from '../lock.ts';
import { refusedLive } from './refusal.ts';

/** What a live start was confirmed for, as a short text that shows none of it: the plugin and all its options. */
export function venueAccount({ exchange }: LoadedProfile): string {
  return digest([exchange.resolved.name, exchange.options]);
}

/** Whose account it is, by the key alone: other options, such as a time-out, make no other account. */
export function accountKey({ exchange, secretPaths }: LoadedProfile): string {
  const beginning = 'exchange.options.';
  const secrets = [...secretPaths]
    .filter((path) => path.startsWith(beginning))
    .sort()
    .map((path) => path.slice(beginning.length).split('.').reduce<unknown>(childOf, exchange.options));
  return digest([exchange.resolved.name, secrets]);
}

function childOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function digest(value: unknown): string {
  return hash('sha256', JSON.stringify(value)).slice(0, 24);
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
