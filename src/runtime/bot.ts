import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createFacts } from '../core/facts.ts';
import type { StopDone } from '../core/view/calls.ts';
import { type Clock, type PlainError, type PluginLog, plainError } from '../sdk/index.ts';
import { type AlertDesk, openAlertDesk } from './alert-desk.ts';
import { openAudit } from './audit/audit-log.ts';
import { systemClock } from './clock/system-clock.ts';
import type { LoadedProfile } from './config/index.ts';
import { createKillLatch } from './effects/latch.ts';
import { askExplain } from './explain/ask.ts';
import type { Handle } from './handle.ts';
import { createInlineHost } from './host/inline.ts';
import { createWorkerHost } from './host/worker.ts';
import type { Journal, JournalState } from './journal/journal.ts';
import { openJournal } from './journal/open-journal.ts';
import { journalTrouble } from './journal-trouble.ts';
import { checkTakeover, pastFacts, resumedProfile } from './journaled-profile.ts';
import { admit } from './live/admit.ts';
import { acquireLock } from './lock.ts';
import { createLog, type Log } from './log/log.ts';
import { PluginAlerts } from './log/plugin-alerts.ts';
import { removeMade } from './made-folder.ts';
import { openNotebook } from './notebook.ts';
import { createHandle } from './operator.ts';
import { PanelDesk } from './panels/panel-desk.ts';
import { openExchangePort } from './ports/exchange-port.ts';
import { profileCalls, readAgain } from './profile-calls.ts';
import { loadFacts } from './recovery/load-facts.ts';
import { Session } from './session.ts';
import { abandon, shutDown } from './shutdown.ts';
import type { StartOptions } from './start-options.ts';
import { begin } from './startup.ts';
import { monitorResources } from './supervise/monitor-resources.ts';
import { replaceHost, stopBlocking } from './supervise/replace-host.ts';
import { watchHost } from './supervise/watchdog.ts';
import { botrcVersion } from './version.ts';
import { checkWatchable, watchStrategies } from './watch-strategies.ts';

/** A strategy that does not come back for so long blocks. */
const BLOCK_MS = 2_000;
/** For a look into the journal before there is a log. */
const SILENT: PluginLog = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

export type { StartOptions };

export interface RunningBot {
  readonly name: string;
  readonly handle: Handle;
  stop(how: { readonly flatten: boolean }): Promise<StopDone>;
  /** Settles when the bot has ended, by a stop or by an error; never rejects. */
  readonly done: Promise<{ readonly exitCode: number; readonly error?: PlainError }>;
}

/**
 * Starts a bot in this process. Resolves when it trades, or when only the exchange keeps it waiting.
 * @throws BotrcError for what is wrong with the profile, the plugins, the data directory or the journal; a folder
 *   that this start made is removed again.
 */
export async function startBot(options: StartOptions): Promise<RunningBot> {
  const wall = options.clock ?? systemClock();
  const past =
    options.name === undefined ? undefined : pastFacts(join(options.home, options.name), SILENT, wall.now());
  // A restart after a crash goes on with what the bot was switched to meanwhile.
  const wanted = options.restarted || options.profile === undefined ? past?.profileFile : undefined;
  const place = { cwd: options.cwd, env: options.env };
  const profile = await resumedProfile(
    { ...place, profile: wanted ?? options.profile, set: options.set, clock: wall },
    options.asWritten && !options.restarted ? undefined : past,
  );
  const name = options.name ?? profile.name;
  if (options.watch) checkWatchable(profile);
  if (past) checkTakeover(past, profile, name);
  const folder = join(options.home, name);
  const lock = acquireLock(folder, { pid: process.pid, startedMs: wall.now(), profile: profile.name });
  const closers: Closer[] = [() => lock.release()];
  try {
    return await boot(options, { wall, profile, name, folder, closers });
  } catch (error) {
    for (const close of closers.reverse()) await close();
    if (lock.made !== undefined) removeMade(folder, lock.made);
    throw error;
  }
}

type Closer = () => void | Promise<void>;

interface Ground {
  readonly wall: Clock;
  readonly profile: LoadedProfile;
  readonly name: string;
  readonly folder: string;
  /** Undo what was opened, last first. */
  readonly closers: Closer[];
}

async function boot(options: StartOptions, ground: Ground): Promise<RunningBot> {
  const { wall, profile, name, folder, closers } = ground;
  const line = options.onLine ?? (() => undefined);
  const listeners = new Set<Parameters<Handle['onLog']>[0]>();
  const log: Log = createLog({
    file: join(folder, 'log', 'bot.jsonl'),
    level: options.logLevel ?? 'info',
    secrets: profile.secrets,
    clock: wall,
    onRow: (row) => {
      line({ event: 'log', ...row });
      for (const listener of listeners) listener(row);
    },
  });
  closers.push(() => log.close());
  const core = log.child('bot');
  for (const warning of profile.warnings) core.warn(warning);

  const audit = openAudit({
    folder,
    clock: wall,
    secrets: profile.secrets,
    onFailure: (reason) => core.error(reason),
  });
  closers.push(() => audit.close());
  let onJournal = (state: JournalState): void => core.warn(`the journal: ${state.kind}`);
  const journal: Journal = openJournal({
    folder,
    log: log.child('journal'),
    onState: (state) => onJournal(state),
  });
  closers.push(() => journal.close());
  const facts = loadFacts(journal) ?? createFacts();
  const run = options.run ?? `${wall.now().toString(36)}${randomBytes(3).toString('hex').slice(0, 4)}`;
  const pluginAlerts = new PluginAlerts();
  const { exchange, clock } = await openExchangePort({
    profile,
    folder,
    run,
    secrets: profile.secrets,
    context: {
      clock: wall,
      log: pluginAlerts.log(log.child(profile.exchange.plugin), profile.exchange.plugin),
      random: Math.random,
      ...(journal.lastAt > 0 && { resumeMs: journal.lastAt }),
    },
  });
  closers.push(() => exchange.close().catch((error: unknown) => core.warn(plainError(error).message)));
  const admitted = await admit({
    ...{ profile, name, folder, run, exchange, journal, wall, log: core },
    home: options.home,
    isRestart: (options.restarted ?? 0) > 0,
  });
  closers.push(() => admitted.refused());
  const desk: AlertDesk = await openAlertDesk({ profile, clock: wall, log, bot: name });
  closers.push(() => desk.close().catch((error: unknown) => core.warn(plainError(error).message)));

  const session = new Session(
    {
      name,
      run,
      version: botrcVersion(),
      pid: process.pid,
      profile,
      exchange,
      journal,
      facts,
      clock,
      wall,
      latch: createKillLatch(folder),
      log: core,
      audit,
      alert: (alert) => desk.raise(alert),
      createHost: profile.host === 'worker' ? createWorkerHost : createInlineHost,
      line,
      ...(admitted.opening && { opening: admitted.opening }),
    },
    (lost, error) => void replaceHost(lost, error),
  );
  onJournal = (state) => journalTrouble(session, state);
  pluginAlerts.open((alert) => session.alert(alert));
  options.onSession?.(session);
  session.tasks.set('notifiers', 'running');
  session.tasks.set('journal', 'running');
  const unwatch = watchHost(
    wall,
    BLOCK_MS,
    () => session.loop.host,
    (owner) => stopBlocking(session, owner),
  );
  const unmonitor = monitorResources(session, wall);
  if (options.restarted) {
    session.alert({
      level: 'critical',
      title: `${name} was restarted`,
      text: `Its process died and was started again (restart ${options.restarted}).`,
      dedupeKey: `restart/${run}`,
    });
  }

  const place = { cwd: options.cwd, env: options.env };
  const unwatchCode = options.watch
    ? watchStrategies(session, (inspector) => readAgain(session, place, inspector))
    : () => undefined;
  let stopping: Promise<StopDone> | undefined;
  const release = async (stopped: boolean): Promise<void> => {
    unwatch();
    unmonitor();
    unwatchCode();
    await desk.close();
    audit.close();
    log.close();
    admitted.ended(stopped);
    await ground.closers[0]?.();
  };
  let finish: (end: { exitCode: number; error?: PlainError }) => void = () => undefined;
  const done = new Promise<{ exitCode: number; error?: PlainError }>((resolve) => {
    finish = resolve;
  });
  const windDown = async (how: { readonly flatten: boolean }): Promise<StopDone> => {
    try {
      const left = await shutDown(session, folder, how);
      await release(true);
      finish({ exitCode: 0 });
      return left;
    } catch (error) {
      await release(true);
      finish({ exitCode: 1, error: plainError(error) });
      throw error;
    }
  };
  const stop = (how: { readonly flatten: boolean }): Promise<StopDone> => {
    if (stopping === undefined) stopping = windDown(how);
    return stopping;
  };
  const fail = async (error: unknown): Promise<void> => {
    if (stopping !== undefined) return;
    core.error(`the bot cannot go on: ${plainError(error).message}`);
    session.alert({
      level: 'critical',
      title: `${name} has stopped with an error`,
      text: `${plainError(error).message}. What is open at the venue stays open; stops rest there.`,
      dedupeKey: `failed/${run}`,
    });
    await abandon(session, error);
    await release(false);
    finish({ exitCode: 1, error: plainError(error) });
  };

  // The exchange may stay silent for ever; everything else that is wrong is the caller's to know.
  await new Promise<void>((resolve, reject) => {
    let started = false;
    const ready = (): void => {
      started = true;
      resolve();
    };
    begin(session, ready).then(ready, (error: unknown) => {
      if (session.ending.signal.aborted) return;
      if (!started) reject(error);
      else session.fail(error);
    });
  }).catch((error: unknown) => {
    unwatch();
    unmonitor();
    unwatchCode();
    session.publisher.stop();
    throw error;
  });
  void session.failed.then(fail);

  const notebook = openNotebook(options.home, core);
  notebook.addRecentProfile(profile.name, wall.now());
  const bare = createHandle(session, {
    ...profileCalls(session, place, notebook),
    logs: (limit) => log.rows(limit),
    onLog: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    stop,
    notifyTest: () => desk.test(),
    explain: (params) => askExplain({ folder, ...params }, wall),
  });
  const uses = (): LoadedProfile['panels'] => session.parts.profile.panels;
  const panels = new PanelDesk(bare, { clock: wall, log: core, uses });
  void done.then(() => panels.close());
  return { name, handle: panels.handle, stop, done };
}
