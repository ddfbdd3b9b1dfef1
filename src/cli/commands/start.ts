import { join } from 'node:path';
import { readLock } from '../../runtime/lock.ts';
import { keepHeapSmall } from '../../runtime/small-heap.ts';
import { parseDuration } from '../../sdk/index.ts';
import { findBot } from '../bots.ts';
import { type Command, defineCommand } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { homeOf } from '../home.ts';
import { placeOf } from '../place.ts';
import { socketPathOf } from '../reach.ts';
import type { Session } from '../session.ts';

export const start: Command = defineCommand({
  usage: 'start',
  describe: 'Start a bot: in a terminal in the background, with the terminal UI on it',
  examples: [
    ['bot start --profile demo', 'a synthetic market: trades within seconds'],
    [
      'bot start --profile bybit-paper --headless --duration 1h',
      'JSON lines on stdout, the last one a summary',
    ],
    ['bot start --profile demo --name second --detach', 'in the background, without the terminal UI'],
    ['bot start --profile ./mine.yml --watch', 'your strategy takes over again each time you save it'],
    ['bot start --profile demo --set risk.maxPositions=1', 'with one value changed'],
    [
      'bot start --profile bybit-live --override-shadow "tried on the testnet since May"',
      'live without the shadow record; asks in the terminal',
    ],
  ],
  options: {
    profile: {
      type: 'string',
      requiresArg: true,
      describe: 'Name or path (default: `profile` of .botrc.yml; a bot that ran before goes on with its own)',
    },
    headless: {
      type: 'boolean',
      describe: 'In this process, JSON lines on stdout; so it is where stdout is no terminal',
    },
    detach: {
      type: 'boolean',
      conflicts: 'headless',
      describe: 'In the background, and do not show the terminal UI',
    },
    duration: { type: 'string', requiresArg: true, describe: 'Stop gracefully after it: 90s, 15m, 2h' },
    'override-shadow': {
      type: 'string',
      requiresArg: true,
      describe: 'Mode live: why it may trade without its record in shadow mode; journaled and alerted',
    },
    watch: {
      type: 'boolean',
      describe: 'Changed code of a strategy takes over while it runs, when its file is saved',
    },
    'as-written': {
      type: 'boolean',
      describe: 'Forget what `bot strategies` has changed: begin as the profile is written',
    },
    background: {
      type: 'string',
      hidden: true,
      describe: 'Be the supervisor of a headless bot, with this log',
    },
    'report-fd': { type: 'number', hidden: true, describe: 'Where to report that it runs' },
    restarted: { type: 'number', hidden: true, describe: 'How often its supervisor started it again' },
  },
  run: async (args, session) => {
    const durationMs = args.duration === undefined ? undefined : parseDuration(args.duration);
    const bot = await whichBot(args.profile, session);
    const again = [
      'start',
      ...sameBot(bot, session),
      ...(args.duration ? [`--duration=${args.duration}`] : []),
      ...(args.watch ? ['--watch'] : []),
      ...(args['as-written'] ? ['--as-written'] : []),
    ];
    const { runSupervisor, startInBackground } = await import('../background.ts');
    if (args.background !== undefined)
      return runSupervisor(bot.folder, again, args['report-fd'], args.background);
    if (args['report-fd'] === undefined && (await isLive(bot, session))) {
      const { goLive } = await import('../go-live.ts');
      await goLive(bot, args['override-shadow'], session);
    }
    if (args.detach || (process.stdout.isTTY && !args.headless)) {
      const running = readLock(bot.folder);
      if (running !== undefined) {
        session.output.note(`${bot.name} runs already (pid ${running.pid}, profile ${running.profile}).`);
        const known = findBot(bot.home, bot.name);
        return show(bot, await socketPathOf(known, bot.home, session), args.detach ?? false, session);
      }
      const starting = startInBackground(bot.folder, again, session.cwd);
      if (!args.detach && !session.json && process.stdin.isTTY) return showStart(bot, starting, session);
      if (!session.json) session.output.note(`Starting ${bot.name} …`);
      return show(bot, (await starting).socketPath, args.detach ?? false, session);
    }
    keepHeapSmall();
    const { runForeground } = await import('../foreground.ts');
    const { name, profile, home } = bot;
    return runForeground({
      start: {
        name,
        home,
        cwd: session.cwd,
        env: session.env,
        set: [...session.set],
        ...(profile === undefined ? {} : { profile }),
        ...(session.verbose ? { logLevel: 'debug' } : {}),
        ...(args.watch && { watch: true }),
        ...(args['as-written'] && { asWritten: true }),
        ...(args.restarted === undefined ? {} : { restarted: args.restarted }),
      },
      durationMs,
      reportFd: args['report-fd'],
      json: session.json,
      output: session.output,
    });
  },
});

export interface ChosenBot {
  readonly name: string;
  readonly home: string;
  readonly folder: string;
  /** Undefined: the one it ran with before. */
  readonly profile: string | undefined;
}

/** The bot that the arguments mean: by its name, else by its profile's name, else the only one that is known. */
async function whichBot(given: string | undefined, session: Session): Promise<ChosenBot> {
  const home = await homeOf(session);
  const chosen = (name: string): ChosenBot => ({ name, home, folder: join(home, name), profile: given });
  if (session.name !== undefined) return chosen(session.name);
  const [{ findSettings }, { findProfile }] = await Promise.all([
    import('../../runtime/config/settings.ts'),
    import('../../runtime/config/profile-file.ts'),
  ]);
  const settings = await findSettings(placeOf(session));
  const profile = given ?? settings.profile;
  if (profile === undefined) return chosen(findBot(home, undefined).name);
  return chosen((await findProfile(profile, settings, settings.cwd)).name);
}

/** Whether it would trade live, from the text of its profile alone: no plugin is loaded. */
async function isLive({ folder, profile: given }: ChosenBot, session: Session): Promise<boolean> {
  if (readLock(folder) !== undefined) return false;
  const [{ profileMode }, { profileAgain }] = await Promise.all([
    import('../../runtime/config/profile-mode.ts'),
    import('../past-profile.ts'),
  ]);
  const profile = given ?? (await profileAgain(folder));
  return (await profileMode({ ...placeOf(session), profile, set: session.set })) === 'live';
}

function sameBot(bot: ChosenBot, session: Session): readonly string[] {
  return [
    `--name=${bot.name}`,
    `--home=${bot.home}`,
    ...(bot.profile === undefined ? [] : [`--profile=${bot.profile}`]),
    ...session.set.map((override) => `--set=${override}`),
    ...(session.verbose ? ['--verbose'] : []),
  ];
}

/** The terminal UI from the first moment of a start. @throws what the bot could not start for */
async function showStart(
  bot: ChosenBot,
  starting: Promise<{ readonly socketPath: string }>,
  session: Session,
): Promise<ExitCode> {
  const { showTui } = await import('../show-tui.ts');
  const socketPath = starting.then((report) => report.socketPath);
  const code = await showTui({ socketPath, botName: bot.name, readOnly: false }, session);
  // Who left before it ran is still told what came of it.
  await starting;
  return code;
}

async function show(
  bot: ChosenBot,
  socketPath: string,
  detach: boolean,
  session: Session,
): Promise<ExitCode> {
  if (session.json) {
    const pid = readLock(bot.folder)?.pid ?? null;
    session.output.document({ name: bot.name, pid, socketPath });
    return EXIT.done;
  }
  if (detach || !process.stdin.isTTY) {
    session.output.line(
      `${bot.name} runs in the background. \`bot attach\`, \`bot status\` and \`bot stop\` reach it.`,
    );
    return EXIT.done;
  }
  const { showTui } = await import('../show-tui.ts');
  return showTui({ socketPath, botName: bot.name, readOnly: false }, session);
}
