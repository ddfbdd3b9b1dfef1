import type { Command } from '../../core/command.ts';
import type { Clock, Exchange, PluginLog } from '../../sdk/index.ts';
import type { LoadedProfile } from '../config/index.ts';
import type { Journal } from '../journal/journal.ts';
import type { Lock } from '../lock.ts';
import { removeMade } from '../made-folder.ts';
import { checkBooks } from './check-books.ts';
import { checkLive, type LiveAnswer } from './check-live.ts';
import { dropTicket, readTicket, takeTicket } from './ticket.ts';
import { accountKey, lockAccount, venueAccount } from './venue-account.ts';

export interface Candidate {
  readonly profile: LoadedProfile;
  readonly name: string;
  /** Data directory, and the bot's own folder in it. */
  readonly home: string;
  readonly folder: string;
  readonly run: string;
  /** A supervisor starts it again after a crash. */
  readonly isRestart: boolean;
  readonly exchange: Exchange;
  readonly journal: Journal;
  readonly wall: Clock;
  readonly log: PluginLog;
}

export interface Admitted {
  /** What the core is to hear of it; nothing of a run that only goes on. */
  readonly opening?: Command;
  /** The start came to nothing after all: what was made for it goes. */
  refused(): void;
  /** The run has ended. `stopped`: as it was told to, so that the next one needs a yes of its own. */
  ended(stopped: boolean): void;
}

/**
 * The gate of mode `live`, at the last moment before anything is sent. A crash does not ask an operator anew: what is open
 * at the venue needs its bot back at once, under the key that was let in; the exchange plugin holds that key to its rights
 * by itself at every connect.
 * @throws BotrcError BOTRC_REFUSED_LIVE_…
 */
export async function admit(candidate: Candidate): Promise<Admitted> {
  const { profile, name, home, folder, run, isRestart, exchange, journal, wall, log } = candidate;
  checkBooks(journal, profile.mode, name);
  if (profile.mode !== 'live') return { refused: () => undefined, ended: () => undefined };
  const override = readTicket(folder)?.override;
  const answer = isRestart ? undefined : await checkLive({ profile, name, home, exchange, override, log });
  const account = venueAccount(profile);
  takeTicket(folder, { id: run, account, nowMs: wall.now(), isRestart });
  const lock: Lock = lockAccount(home, accountKey(profile), {
    pid: process.pid,
    startedMs: wall.now(),
    profile: profile.name,
  });
  const leave = (over: boolean): void => {
    lock.release();
    if (over) dropTicket(folder);
  };
  return {
    ...(answer && { opening: openingOf(profile, answer) }),
    refused: () => {
      leave(!isRestart);
      if (lock.made !== undefined) removeMade(lock.made, lock.made);
    },
    ended: leave,
  };
}

function openingOf({ live }: LoadedProfile, { days, override, offsetMs, deadMan }: LiveAnswer): Command {
  const record = `${days} of ${live.shadowDays} days of shadow record`;
  const reason =
    override === undefined
      ? `Confirmed in a terminal; ${record}; the venue's clock is ${offsetMs} ms off.`
      : `Confirmed in a terminal; the shadow record (${record}) is overridden: ${override}.`;
  const all = `${reason} Dead-man switch: ${deadMan}`;
  return { kind: 'go-live', reason: all, overridden: override !== undefined };
}
