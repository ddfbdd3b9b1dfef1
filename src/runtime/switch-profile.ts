import type { CoreConfig } from '../core/config.ts';
import type { HistoryEvent } from '../core/event.ts';
import type { MarketMemory } from '../core/market/memory.ts';
import type { Calls, SwitchDone } from '../core/view/calls.ts';
import { BotrcError, type Instrument, plainError } from '../sdk/index.ts';
import { diffProfiles, type LoadedProfile } from './config/index.ts';
import { configHash, coreConfig, envelopeLimits } from './core-config.ts';
import type { Host } from './host/host.ts';
import { needRunning } from './operator.ts';
import { PluginInspector } from './plugins/inspector.ts';
import { Probation } from './probation.ts';
import type { Session } from './session.ts';
import { checkListed, wantedInstruments } from './startup.ts';
import { fates, flattenLeaving } from './switch-positions.ts';
import { fetchWarmUp, streamsOf } from './warm-up.ts';

type Params = Calls['switch']['params'];

/** Settles when the switch under way is over, however it ends. */
const settled = new WeakMap<Session, Promise<unknown>>();

/**
 * Hot swap: the candidate is loaded, validated and warmed up beside the running one; only then, between two events,
 * it takes over the facts and the markets as they stand. The exchange connection stays, events wait in the room, none
 * is lost. Whatever the candidate fails at, the old one goes on; and where a strategy of it is stopped within its first
 * events (see `Probation`), the old one comes back by another switch.
 * @param load resolves a profile by name. @throws BOTRC_REFUSED_SWITCH and whatever the candidate is refused for.
 */
export async function switchProfile(
  session: Session,
  params: Params,
  load: (profile: string) => Promise<LoadedProfile>,
): Promise<SwitchDone> {
  return switchWith(session, params, load, true);
}

async function switchWith(
  session: Session,
  params: Params,
  load: (profile: string) => Promise<LoadedProfile>,
  onTrial: boolean,
): Promise<SwitchDone> {
  needRunning(session);
  if (settled.has(session)) {
    throw new BotrcError('BOTRC_REFUSED_SWITCH', 'another switch is under way', {
      found: params.profile,
      mend: 'Wait until it is done, look at `bot status`, then switch again.',
    });
  }
  const switched = switchOne(session, params, load, onTrial);
  settled.set(
    session,
    switched.catch(() => undefined),
  );
  try {
    return await switched;
  } catch (error) {
    const { name } = session.parts.profile;
    tell(session, params.profile, `refused, ${name} goes on: ${plainError(error).message}`);
    throw error;
  } finally {
    settled.delete(session);
  }
}

async function switchOne(
  session: Session,
  params: Params,
  load: (profile: string) => Promise<LoadedProfile>,
  onTrial: boolean,
): Promise<SwitchDone> {
  const { parts } = session;
  const from = parts.profile;
  tell(session, params.profile, 'loading and validating');
  const to = await load(params.profile);
  refuseOtherVenue(from, to, parts.name);
  const diff = diffProfiles(from, to).map(({ path, from: was, to: is }) => ({
    path,
    from: was ?? null,
    to: is ?? null,
  }));
  const positions = fates(session, to, params.positions);
  const done = { from: from.name, to: to.name, diff, positions };
  const candidate = await prepare(session, to);
  if (params.dryRun) {
    tell(session, to.name, 'tried and warmed up; nothing was changed (dry run)');
    await candidate.host.close();
    return { ...done, switched: false, seq: null };
  }
  // Whoever takes back a profile has no trial of its own: it ran before.
  const probation = onTrial ? new Probation(from, to, (failed) => void takeBack(session, failed)) : undefined;
  try {
    await flattenLeaving(session, to, params.positions);
    session.probation = probation;
    tell(session, to.name, 'taking over between two events');
    const seq = await cut(session, to, candidate);
    probation?.begin(seq);
    if (probation?.failure !== undefined) throw takenBack(probation);
    return { ...done, switched: true, seq };
  } catch (error) {
    if (session.loop.host !== candidate.host) await candidate.host.close();
    throw error;
  }
}

function takenBack({ from, to, failure }: Probation): BotrcError {
  return new BotrcError('BOTRC_REFUSED_SWITCH', `${to.name} is taken back; ${from.name} takes over again`, {
    found: failure ?? '',
    mend: 'Mend the strategy that it names, and switch again.',
  });
}

/** The old profile again, after whatever is being switched now; positions stay. */
async function takeBack(session: Session, failed: Probation): Promise<void> {
  const { from, to, failure } = failed;
  session.alert({
    level: 'critical',
    title: `${to.name} is taken back for ${from.name}`,
    text: `${failure}. The old profile takes over again; positions are kept.`,
    dedupeKey: `taken-back/${to.name}`,
  });
  await settled.get(session);
  // Somebody has switched once more meanwhile: that was his answer to it.
  if (session.probation !== failed) return;
  try {
    await switchWith(
      session,
      { profile: from.name, positions: 'keep', dryRun: false },
      async () => from,
      false,
    );
  } catch (error) {
    session.parts.log.error(`${to.name} could not be taken back: ${plainError(error).message}`);
  }
}

function refuseOtherVenue(from: LoadedProfile, to: LoadedProfile, bot: string): void {
  const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
  const differs = [
    from.mode !== to.mode && 'mode',
    from.account !== to.account && 'account',
    from.positionMode !== to.positionMode && 'positionMode',
    from.exchange.resolved.entry !== to.exchange.resolved.entry && 'exchange',
    !same(from.exchange.options, to.exchange.options) && 'exchange options',
    from.paper.currency !== to.paper.currency && 'currency',
  ].filter((what) => what !== false);
  if (differs.length === 0) return;
  throw new BotrcError(
    'BOTRC_REFUSED_SWITCH',
    `${to.name} has another ${differs.join(', another ')} than ${from.name}`,
    {
      found: differs.join(', '),
      where: to.files[0] ?? to.name,
      mend: `Run it as a bot of its own: \`bot stop --name ${bot}\`, then \`bot start --profile ${to.name}\`.`,
    },
  );
}

interface Candidate {
  readonly host: Host;
  readonly config: CoreConfig;
  readonly modules: Session['modules'];
  readonly instruments: readonly Instrument[];
  readonly warmUp: readonly HistoryEvent[];
}

/** Loads and warms up the candidate in a host of its own. Nothing of the running one is touched. */
async function prepare(session: Session, to: LoadedProfile): Promise<Candidate> {
  const { parts } = session;
  const inspector = new PluginInspector({ clock: parts.wall });
  const host = parts.createHost();
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
      inspector,
    });
    const modules = to.strategies.map((use) => ({ owner: use.name, plugin: use.resolved }));
    const facts = structuredClone(parts.facts);
    for (const instrument of instruments) facts.instruments.set(instrument.id, instrument);
    await host.open({ config, modules, facts });
    // A trial: what it answers to its warm-up is thrown away, but it must get through it.
    let seq = facts.seq;
    tell(session, to.name, `${modules.length} strategies loaded, fetching their history`);
    const warmUp = await fetchWarmUp(config, parts.exchange, nowMs);
    const bars = warmUp.reduce((sum, event) => sum + event.bars.length, 0);
    tell(session, to.name, `warming up with ${bars} bars`);
    for (const event of warmUp) {
      await host.step([{ ...event, seq: ++seq, at: nowMs }]);
    }
    const view = await host.view();
    const stopped = view.strategies.find(
      (strategy) => strategy.state === 'stopped' && !parts.facts.stopped.has(strategy.name),
    );
    if (stopped) throw new Error(`strategy ${stopped.name} failed in its warm-up: ${stopped.reason ?? ''}`);
    return { host, config, modules, instruments, warmUp };
  } catch (error) {
    await host.close();
    const { message, code, ...detail } = plainError(error);
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
    await inspector.close();
  }
}

/** Between two events: facts and markets go to the candidate, the old host ends. Returns the seq of the cut. */
async function cut(session: Session, to: LoadedProfile, candidate: Candidate): Promise<number> {
  const { parts, room } = session;
  const { config, host, modules, instruments } = candidate;
  const from = parts.profile.name;
  await parts.exchange.subscribe(streamsOf(config, parts.exchange.capabilities()));
  room.holdMarket();
  let seq = 0;
  try {
    await session.loop.exchange(async (lastSeq) => {
      const old = session.loop.host;
      const memory = (await old?.remember()) ?? [];
      const facts = structuredClone(parts.facts);
      for (const instrument of instruments) facts.instruments.set(instrument.id, instrument);
      await host.adopt(facts, memory);
      await old?.close();
      seq = lastSeq + 1;
      session.config = config;
      session.modules = modules;
      parts.profile = to;
      session.envelope.limit(envelopeLimits(to));
      // In this order, ahead of all that waits; what the warm-up repeats of the bars seen since is dropped.
      room.pushFirst([
        { type: 'config', config, configHash: configHash(config), cause: 'switch' },
        ...instruments.map(
          (definition) => ({ type: 'instrument', instrument: definition.id, definition }) as const,
        ),
        ...candidate.warmUp,
        ...seenBars(config, memory),
      ]);
      return host;
    });
    for (const instrument of instruments) session.envelope.define(instrument);
  } finally {
    room.releaseMarket();
  }
  await session.loop.idle();
  await session.publisher.now();
  parts.line({ event: 'switched', timeMs: parts.clock.now(), from, to: to.name, seq });
  return seq;
}

/** Bars that closed between the candidate's warm-up and the cut: the old core has seen them. */
function seenBars(config: CoreConfig, memory: MarketMemory): HistoryEvent[] {
  return memory.flatMap(({ instrument, bars }) =>
    bars.flatMap((list): HistoryEvent[] => {
      const interval = list[0]?.interval;
      if (interval === undefined || !config.instruments.includes(instrument)) return [];
      return [{ type: 'history', instrument, interval, bars: list.slice(-5) }];
    }),
  );
}

/** The steps of a switch, for whoever watches it: viewers find them by how they begin. */
function tell(session: Session, to: string, step: string): void {
  session.parts.log.info(`switch to ${to}: ${step}`);
}
