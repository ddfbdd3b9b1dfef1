import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Facts } from '../core/facts.ts';
import { isFinal } from '../core/orders/machine.ts';
import { BotrcError, type Ms, type PluginLog } from '../sdk/index.ts';
import {
  findSettings,
  type LoadedProfile,
  namedProfile,
  type ProfileRequest,
  resolveProfile,
  runningStrategies,
} from './config/index.ts';
import { findProfile } from './config/profile-file.ts';
import type { Journal } from './journal/journal.ts';
import { openJournal } from './journal/open-journal.ts';
import { acquireLock } from './lock.ts';
import { loadFacts } from './recovery/load-facts.ts';

/**
 * The facts of a bot that ran before; undefined where the folder holds no journal. Nothing is written but what a journal
 * of an older botrc needs to be read: the start that asks is the one that brings it up to date.
 */
export function pastFacts(folder: string, log: PluginLog, nowMs: Ms): Facts | undefined {
  if (!existsSync(join(folder, 'journal.db'))) return undefined;
  const journal = openPast(folder, log, nowMs);
  try {
    return loadFacts(journal);
  } finally {
    journal.close();
  }
}

function openPast(folder: string, log: PluginLog, nowMs: Ms): Journal {
  try {
    return openJournal({ folder, readOnly: true, log });
  } catch (error) {
    if (!(error instanceof BotrcError) || error.code !== 'BOTRC_JOURNAL_OLDER') throw error;
    const lock = acquireLock(folder, {
      pid: process.pid,
      startedMs: nowMs,
      profile: 'upgrade of the journal',
    });
    try {
      openJournal({ folder, log }).close();
    } finally {
      lock.release();
    }
    return openJournal({ folder, readOnly: true, log });
  }
}

/**
 * The profile of a start. Where it is the one that the bot ran last, with what was changed of its strategies meanwhile
 * (T-9): a restart goes on with what ran.
 * @throws what `resolveProfile` refuses
 */
export async function resumedProfile(
  request: ProfileRequest,
  past: Facts | undefined,
): Promise<LoadedProfile> {
  if (past === undefined || past.edits.length === 0) return resolveProfile(request);
  const settings = await findSettings(request);
  const { path } = await findProfile(namedProfile(request, settings), settings, settings.cwd);
  return resolveProfile(path === past.profileFile ? { ...request, edits: past.edits } : request);
}

/**
 * A restart under another profile must not strand what is open: its strategies have to be there, as for `bot switch`.
 * @throws BOTRC_REFUSED_PROFILE
 */
export function checkTakeover(facts: Facts, profile: LoadedProfile, bot: string): void {
  // The profile it ran last: what it left open under it was kept on purpose, and is guarded by its stops.
  if (profile.files[0] === facts.profileFile) return;
  const stays = (owner: string, instrument: string): boolean =>
    profile.instruments.includes(instrument) &&
    runningStrategies(profile).some((s) => s.name === owner && s.instruments.includes(instrument));
  const stranded =
    [...facts.positions.values()].find((p) => p.quantity !== 0 && !stays(p.owner, p.instrument)) ??
    [...facts.orders.values()].find((o) => !isFinal(o.state) && !stays(o.owner, o.instrument));
  if (!stranded) return;
  throw new BotrcError(
    'BOTRC_REFUSED_PROFILE',
    `${bot} last ran ${facts.profile} and has ${stranded.instrument} of ${stranded.owner} open, which ${profile.name} does not know`,
    {
      found: profile.name,
      mend: `Start it as it was: \`bot start --name ${bot}\`; then \`bot switch ${profile.name}\` with --positions keep or flatten.`,
    },
  );
}
