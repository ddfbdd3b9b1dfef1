import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { suggestion } from '../runtime/config/nearest.ts';
import { hasStaleLock, type LockInfo, readLock } from '../runtime/lock.ts';
import { BotrcError } from '../sdk/index.ts';

/** A bot that has a folder below the data directory. */
export interface KnownBot {
  readonly name: string;
  readonly folder: string;
  /** Who runs it; undefined where it does not run. */
  readonly running: LockInfo | undefined;
  /** Its last process was killed or crashed. */
  readonly died: boolean;
}

/** What a bot leaves in its folder; a folder without any of them is somebody else's. */
const MARKS = ['lock.db', 'lock', 'status.json', 'kill.latch', 'journal.db'];

/** All bots of this data directory, by name. */
export function knownBots(home: string): readonly KnownBot[] {
  let names: string[];
  try {
    names = readdirSync(home, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
      .map((entry) => entry.name);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    throw new BotrcError(
      'BOTRC_HOME_UNUSABLE',
      'the data directory cannot be read',
      {
        found: message,
        where: home,
        mend: 'Make it readable for you, or choose another with --home (or BOTRC_HOME).',
      },
      error,
    );
  }
  return names
    .filter((name) => MARKS.some((mark) => existsSync(join(home, name, mark))))
    .sort()
    .map((name) => {
      const folder = join(home, name);
      return { name, folder, running: readLock(folder), died: hasStaleLock(folder) };
    });
}

/**
 * The bot that is meant: the named one; without a name the only one that runs, else the only one there is.
 * @throws BOTRC_BOT_UNKNOWN, BOTRC_BOT_AMBIGUOUS
 */
export function findBot(home: string, name: string | undefined): KnownBot {
  const bots = knownBots(home);
  if (name !== undefined) {
    const bot = bots.find((one) => one.name === name);
    if (bot === undefined) throw unknownBot(home, name, bots);
    return bot;
  }
  const running = bots.filter((bot) => bot.running !== undefined);
  const candidates = running.length > 0 ? running : bots;
  const [only] = candidates;
  if (only === undefined) throw unknownBot(home, undefined, bots);
  if (candidates.length > 1) {
    throw new BotrcError('BOTRC_BOT_AMBIGUOUS', 'more than one bot could be meant', {
      found: candidates.map((bot) => bot.name).join(', '),
      where: home,
      mend: 'Pick one with --name.',
    });
  }
  return only;
}

/**
 * The running bot that is meant.
 * @throws BOTRC_BOT_STOPPED, BOTRC_BOT_UNKNOWN, BOTRC_BOT_AMBIGUOUS
 */
export function findRunningBot(
  home: string,
  name: string | undefined,
): KnownBot & { readonly running: LockInfo } {
  const bot = findBot(home, name);
  const { running } = bot;
  if (running === undefined) throw stoppedBot(home, bot);
  return { ...bot, running };
}

export function stoppedBot(home: string, bot: KnownBot): BotrcError {
  return new BotrcError('BOTRC_BOT_STOPPED', `the bot ${bot.name} does not run`, {
    found: `${bot.died ? 'its last process died; ' : ''}known bots: ${listed(knownBots(home))}`,
    where: bot.folder,
    mend: `Start it with \`bot start --name ${bot.name}\`.`,
  });
}

function unknownBot(home: string, name: string | undefined, bots: readonly KnownBot[]): BotrcError {
  const names = bots.map((bot) => bot.name);
  const mend =
    name === undefined || names.length === 0
      ? 'Start one with `bot start --profile demo`, or name the right data directory with --home.'
      : `${suggestion(name, names, 'bots')} \`bot start\` starts one.`;
  return new BotrcError(
    'BOTRC_BOT_UNKNOWN',
    name === undefined ? 'there is no bot' : `there is no bot ${name}`,
    {
      found: `known bots: ${listed(bots)}`,
      where: home,
      mend,
    },
  );
}

function listed(bots: readonly KnownBot[]): string {
  if (bots.length === 0) return 'none';
  return bots
    .map((bot) => `${bot.name} (${bot.running ? `running, pid ${bot.running.pid}` : 'stopped'})`)
    .join(', ');
}
