import type { CoreConfig } from '../core/config.ts';
import type { HistoryEvent } from '../core/event.ts';
import { BotrcError, type Instrument, type Ms, plainError } from '../sdk/index.ts';
import { type LoadedProfile, runningStrategies } from './config/index.ts';
import { coreConfig } from './core-config.ts';
import type { Host } from './host/host.ts';
import type { PluginInspector } from './plugins/inspector.ts';
import type { Session } from './session.ts';
import { checkListed, wantedInstruments } from './startup.ts';
import { watchHost } from './supervise/watchdog.ts';
import { fetchWarmUp } from './warm-up.ts';

/** A strategy that does not come back from one call for so long blocks, and the candidate is given up. */
const BLOCK_MS: Ms = 2_000;
/** So long it may take to be imported, created, warmed up and tried. */
const PREPARE_MS: Ms = 60_000;

/** What may take over: it has its strategies, and they got through their history and a shadow run. */
export interface Candidate {
  readonly host: Host;
  readonly config: CoreConfig;
  readonly modules: Session['modules'];
  readonly instruments: readonly Instrument[];
  readonly warmUp: readonly HistoryEvent[];
}

/**
 * Loads, validates, warms up and shadow-runs a profile in a host of its own. Nothing of the running one is touched.
 * @param staysStopped strategies that were stopped by name, and stay so.
 * @param inspector new enough to know the code as it is now.
 * @throws BOTRC_REFUSED_SWITCH for whatever it fails at.
 */
export async function prepareCandidate(
  session: Session,
  to: LoadedProfile,
  staysStopped: readonly string[],
  inspector: PluginInspector,
): Promise<Candidate> {
  const { parts } = session;
  const host = parts.createHost();
  const guard = guarded(session, host);
  try {
    const wanted = wantedInstruments(to, parts.facts);
    const instruments = await parts.exchange.instruments(wanted);
    await checkListed(to, instruments, parts.exchange);
    const nowMs = parts.clock.now();
    const config = await coreConfig({
      profile: to,
      run: parts.run,
      bot: parts.name,
      nowMs,
      wanted,
      instruments,
      capabilities: parts.exchange.capabilities(),
      staysStopped,
      inspector,
    });
    // One that blocked is not in the running host either.
    const lives = (name: string): boolean =>
      !staysStopped.includes(name) || session.modules.some(({ owner }) => owner === name);
    const modules = runningStrategies(to)
      .filter(({ name }) => lives(name))
      .map((use) => ({ owner: use.name, plugin: use.resolved }));
    const facts = structuredClone(parts.facts);
    for (const owner of facts.stopped.keys()) if (!staysStopped.includes(owner)) facts.stopped.delete(owner);
    for (const instrument of instruments) facts.instruments.set(instrument.id, instrument);
    await host.open({ config, modules, facts });
    tellSwitch(session, to.name, `${modules.length} strategies loaded, fetching their history`);
    const warmUp = await fetchWarmUp(config, parts.exchange, nowMs);
    await tryOut(session, to, { host, config, modules, instruments, warmUp }, staysStopped);
    return { host, config, modules, instruments, warmUp };
  } catch (error) {
    await host.close();
    const { message, code, ...detail } = plainError(guard.blocked() ?? error);
    throw new BotrcError(
      'BOTRC_REFUSED_SWITCH',
      `${to.name} was not taken over; ${parts.profile.name} goes on: ${message}`,
      {
        ...detail,
        found: detail.found ?? code,
        mend: detail.mend ?? 'Mend the profile or its strategy, and switch again.',
      },
      error,
    );
  } finally {
    guard.end();
  }
}

/**
 * A trial: the history, then the newest market events as if it had run beside the old one. What it answers is thrown
 * away, but it must get through it.
 */
async function tryOut(
  session: Session,
  to: LoadedProfile,
  { host, config, warmUp }: Candidate,
  staysStopped: readonly string[],
): Promise<void> {
  const { facts, clock } = session.parts;
  const recent = session.loop.recent.list().filter((event) => isOf(config, event));
  const fromMs = recent[0]?.at ?? clock.now();
  let { seq } = facts;
  const bars = warmUp.reduce((sum, event) => sum + event.bars.length, 0);
  tellSwitch(session, to.name, `warming up with ${bars} bars`);
  for (const event of warmUp) {
    const known = event.bars.filter((bar) => bar.time <= fromMs);
    await host.step([{ ...event, bars: known, seq: ++seq, at: fromMs }]);
  }
  await needSound(host, staysStopped, 'in its warm-up');
  const decided = await host.step(recent.map((event) => ({ ...event, seq: ++seq })));
  await needSound(host, staysStopped, 'in its shadow run');
  const intents = decided.flatMap(({ effects }) =>
    effects.filter((effect) => effect.type === 'record' && effect.record.kind === 'verdict'),
  );
  tellSwitch(
    session,
    to.name,
    `shadow run over the last ${recent.length} events: ${intents.length} intents, none sent`,
  );
}

function isOf({ instruments }: CoreConfig, event: object): boolean {
  return 'instrument' in event && instruments.includes(event.instrument as string);
}

async function needSound(host: Host, staysStopped: readonly string[], where: string): Promise<void> {
  const { strategies } = await host.view();
  const failed = strategies.find(({ name, state }) => state === 'stopped' && !staysStopped.includes(name));
  if (failed) throw new Error(`strategy ${failed.name} failed ${where}: ${failed.reason ?? ''}`);
}

interface Guard {
  /** The strategy that did not come back, as an error. */
  readonly blocked: () => BotrcError | undefined;
  readonly end: () => void;
}

/** Ends a candidate that blocks: nobody else watches it before it takes over. */
function guarded({ parts: { wall } }: Session, host: Host): Guard {
  let blocked: BotrcError | undefined;
  const give = (what: string): void => {
    blocked ??= new BotrcError('BOTRC_REFUSED_SWITCH', what);
    void host.close();
  };
  const unwatch = watchHost(
    wall,
    BLOCK_MS,
    () => host,
    (owner) => give(`strategy ${owner} did not return from an event`),
  );
  const late = wall.setTimer(PREPARE_MS, () => give(`it was not ready within ${PREPARE_MS / 1000} s`));
  return {
    blocked: () => blocked,
    end: () => {
      unwatch();
      late.cancel();
    },
  };
}

/** The steps of a switch, for whoever watches it: viewers find them by how they begin. */
export function tellSwitch(session: Session, to: string, step: string): void {
  session.parts.log.info(`switch to ${to}: ${step}`);
}
