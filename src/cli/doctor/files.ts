import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type KnownBot, knownBots } from '../bots.ts';
import { type Finding, fail, ok, warning } from './check.ts';

/** The data directory: can it be written, and who else can read what is in it. */
export function checkHome(home: string): readonly Finding[] {
  const existing = nearestFolder(home);
  try {
    accessSync(existing, constants.W_OK | constants.X_OK);
  } catch {
    return [
      fail(
        'home',
        `${existing} cannot be written`,
        'Make it writable for you, or choose another with --home (or BOTRC_HOME).',
      ),
    ];
  }
  if (existing !== home) return [ok('home', `${home} will be made by the first start`)];
  const bots = knownBots(home);
  const running = bots.filter((bot) => bot.running !== undefined).length;
  const open = bots.flatMap(readableByOthers);
  if (open.length > 0) {
    const shown = open.slice(0, 3).join(', ');
    const more = open.length > 3 ? `, and ${open.length - 3} more` : '';
    return [warning('files', `others can read ${shown}${more}`, `Run: chmod -R go= ${home}`)];
  }
  return [
    ok('home', `${home}: ${bots.length} known, ${running} running; only you can read it`),
    ...bots.flatMap(checkBot),
  ];
}

function checkBot(bot: KnownBot): readonly Finding[] {
  const findings: Finding[] = [];
  if (bot.died) {
    const mend = `Start it again with \`bot start --name ${bot.name}\`: it goes on from its journal.`;
    findings.push(warning('bot', `the last process of ${bot.name} died without stopping`, mend));
  }
  if (existsSync(join(bot.folder, 'kill.latch'))) {
    const mend = `It trades again after \`bot resume --name ${bot.name} --reason …\`.`;
    findings.push(warning('bot', `the kill switch of ${bot.name} is latched`, mend));
  }
  return findings;
}

/** Paths in a bot's folder that somebody else could open; a closed folder closes all of it. */
function readableByOthers(bot: KnownBot): readonly string[] {
  if ((statSync(bot.folder).mode & 0o077) === 0) return [];
  return [bot.folder, ...readdirSync(bot.folder).map((name) => join(bot.folder, name))].filter(
    (path) => ((statSync(path, { throwIfNoEntry: false })?.mode ?? 0) & 0o077) !== 0,
  );
}

function nearestFolder(path: string): string {
  let folder = path;
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
