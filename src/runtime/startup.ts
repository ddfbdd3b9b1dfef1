import type { CoreConfig } from '../core/config.ts';
import type { Input } from '../core/event.ts';
import type { Facts } from '../core/facts.ts';
import { isFinal } from '../core/orders/machine.ts';
import { allOpenOrders } from '../core/orders/open-orders.ts';
import { BotrcError, type Exchange, type Instrument, type InstrumentId, plainError } from '../sdk/index.ts';
import { type LoadedProfile, runningStrategies } from './config/index.ts';
import { originText } from './config/located.ts';
import { suggestion } from './config/nearest.ts';
import { configHash, coreConfig } from './core-config.ts';
import { PluginInspector } from './plugins/inspector.ts';
import { closeAccountGate } from './recovery/account-gate.ts';
import type { Session } from './session.ts';
import { backoffMs, pause } from './supervise/backoff.ts';
import { tellUntold } from './tell-core.ts';
import { fetchWarmUp, streamsOf } from './warm-up.ts';

/**
 * From a bare session to a trading one: instruments, strategies, the first event, the account as the venue has it,
 * warm-up, live data. Whatever only needs an exchange that answers is tried for ever; the rest fails with its code.
 * @param onTrouble told each time the exchange did not answer.
 */
export async function begin(session: Session, onTrouble: () => void): Promise<void> {
  const { parts } = session;
  const insist = <T>(what: string, work: () => Promise<T>): Promise<T> =>
    persist(session, what, work, onTrouble);
  const wanted = wantedInstruments(parts.profile, parts.facts);
  const instruments = await insist('instruments', () => parts.exchange.instruments(wanted));
  await checkListed(parts.profile, instruments, parts.exchange);
  await configure(session, instruments);
  const { config } = session;
  if (!config) return;

  const host = parts.createHost();
  for (const instrument of instruments) session.envelope.define(instrument);
  try {
    await host.open({ config, modules: session.modules, facts: withInstruments(session, instruments) });
  } catch (error) {
    await host.close();
    throw error;
  }
  session.tasks.set('strategies', 'running');
  beginRun(session);
  session.auditSecrets();
  session.phase = 'warming';
  session.room.holdMarket();
  push(session, { type: 'config', config, configHash: configHash(config), cause: 'start' });
  for (const definition of instruments)
    push(session, { type: 'instrument', instrument: definition.id, definition });
  tellUntold(session);
  const { opening } = parts;
  if (opening) push(session, { type: 'command', commandId: `${parts.run}/opening`, command: opening });
  await session.loop.exchange(async () => host);

  // Before the first fill comes in, which the envelope counts by itself.
  for (const p of parts.facts.positions.values()) session.envelope.hold(p, p.quantity);
  for (const order of parts.facts.orders.values()) if (!isFinal(order.state)) session.envelope.sent(order);
  const gate = closeAccountGate(session.onExchange);
  await insist('the connection', () => parts.exchange.connect(gate.sink));
  await insist('the position mode', () => agreeOnPositionMode(parts.exchange, config));
  let isOpen = false;
  const open = (): void => {
    if (!isOpen) gate.open();
    isOpen = true;
  };
  await insist('the account', () => session.reconciler.begin(open));
  await joinLatch(session);
  // Not before it is known what happened meanwhile: one that is due would act on what the facts last knew.
  for (const [timerId, dueMs] of parts.facts.timers) session.timers.set(timerId, dueMs);
  session.tasks.set('execution', 'running');

  await measureOffset(session);
  await parts.exchange.subscribe(streamsOf(config, parts.exchange.capabilities()));
  const history = await insist('history', () => fetchWarmUp(config, parts.exchange, parts.clock.now()));
  for (const event of history) push(session, event);
  session.room.releaseMarket();
  await session.loop.idle();
  session.tasks.set('market-data', 'running');
  session.phase = 'running';
  session.reason = null;
  session.reconciler.watch();
  await session.publisher.now();
  session.auditResource('running', `run ${parts.run}, pid ${parts.pid}, botrc ${parts.version}`);
  parts.line({ event: 'running', timeMs: parts.clock.now(), run: parts.run });
}

/** The profile's, and those that something is open in since before it: their stops and exits need data too. */
export function wantedInstruments(profile: LoadedProfile, facts: Facts): readonly InstrumentId[] {
  const held = [...facts.positions.values()].filter((p) => p.quantity !== 0).map((p) => p.instrument);
  const working = allOpenOrders(facts).map((order) => order.instrument);
  return [...new Set([...profile.instruments, ...held, ...working])];
}

/** Only now, when nothing is left that the start could be refused for: a refused start changes nothing. */
function beginRun(session: Session): void {
  const { run, name, profile, clock, journal, facts, version } = session.parts;
  const { name: title, mode } = profile;
  journal.beginRun({ run, bot: name, profile: title, mode, startedMs: clock.now(), version });
  // What the run begins with: a replay of it starts here.
  if (journal.lastSeq > 0) journal.snapshot(journal.lastSeq, facts);
  session.begun = true;
}

/** Asks the strategies what they want and fixes what the core runs under. */
async function configure(session: Session, instruments: readonly Instrument[]): Promise<void> {
  const { parts } = session;
  const { profile } = parts;
  const inspector = new PluginInspector({ clock: parts.wall });
  try {
    session.modules = runningStrategies(profile).map((use) => ({ owner: use.name, plugin: use.resolved }));
    session.config = await coreConfig({
      profile,
      run: parts.run,
      bot: parts.name,
      nowMs: parts.clock.now(),
      wanted: wantedInstruments(profile, parts.facts),
      instruments,
      capabilities: parts.exchange.capabilities(),
      inspector,
    });
  } finally {
    await inspector.close();
  }
}

/** @throws BOTRC_REFUSED_POSITION_MODE where the venue refuses it; BOTRC_EXCHANGE_UNREACHABLE where it does not say. */
async function agreeOnPositionMode(exchange: Exchange, { positionMode }: CoreConfig): Promise<void> {
  if (exchange.capabilities().execution === 'none' || positionMode === undefined) return;
  const outcome = await exchange.setPositionMode(positionMode);
  if (outcome.kind === 'unknown') throw new BotrcError('BOTRC_EXCHANGE_UNREACHABLE', outcome.reason);
  if (outcome.kind === 'rejected') {
    throw new BotrcError(
      'BOTRC_REFUSED_POSITION_MODE',
      `the venue does not take mode ${positionMode}: ${outcome.reason}`,
      {
        where: 'positionMode',
        mend: "Close what is open at the venue, or set positionMode to the account's own.",
      },
    );
  }
}

/** Strategies are told their instruments when they are created, before the first event defines them. */
function withInstruments(session: Session, instruments: readonly Instrument[]): typeof session.parts.facts {
  const facts = structuredClone(session.parts.facts);
  for (const instrument of instruments) facts.instruments.set(instrument.id, instrument);
  return facts;
}

/** A latch file that the facts do not know of was written while the core could not be reached. */
async function joinLatch(session: Session): Promise<void> {
  const { latch, facts } = session.parts;
  if (latch.isSet() && !facts.kill) {
    const reason = latch.reason() ?? 'the kill latch file is set';
    await session.command({ kind: 'kill', cancel: false, flatten: false, reason });
  } else if (facts.kill && !latch.isSet()) latch.set(facts.kill.reason, facts.kill.sinceMs);
}

/** For the latency that is shown, nothing else: without it the two clocks count as one. */
async function measureOffset({ parts, status }: Session): Promise<void> {
  try {
    status.offset((await parts.exchange.clockOffset?.()) ?? 0);
  } catch (error) {
    parts.log.warn(`the venue's clock could not be compared with ours: ${plainError(error).message}`);
  }
}

/** @throws BOTRC_INSTRUMENT_UNKNOWN for the first symbol that the venue does not list, with the nearest that it does. */
export async function checkListed(
  profile: LoadedProfile,
  listed: readonly Instrument[],
  exchange: Exchange,
): Promise<void> {
  const known = new Set(listed.map((instrument) => instrument.id));
  const index = profile.instruments.findIndex((id) => !known.has(id));
  const unlisted = profile.instruments[index];
  if (unlisted === undefined) return;
  const symbols = await exchange.symbols?.();
  const origin = profile.origins.get(`instruments.${index}`) ?? profile.origins.get('instruments');
  throw new BotrcError('BOTRC_INSTRUMENT_UNKNOWN', `${profile.exchange.plugin} does not list ${unlisted}`, {
    found: unlisted,
    where: origin === undefined ? 'instruments' : originText(origin, profile.settings.cwd),
    mend: symbols ? suggestion(unlisted, symbols, 'symbols') : 'Name a symbol as the exchange writes it.',
  });
}

async function persist<T>(
  session: Session,
  what: string,
  work: () => Promise<T>,
  onTrouble: () => void,
): Promise<T> {
  const { log, wall } = session.parts;
  for (let attempt = 0; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const { code, message } = plainError(error);
      if (!(error instanceof BotrcError) || code !== 'BOTRC_EXCHANGE_UNREACHABLE') throw error;
      session.status.down(`${code}: ${message}`);
      session.reason = `waiting for the exchange (${what}): ${message}`;
      session.tasks.set('market-data', 'backing-off', message);
      log.warn(session.reason, { code, attempt: attempt + 1 });
      onTrouble();
      await session.publisher.now();
      await pause(wall, backoffMs(attempt), session.ending.signal);
      if (session.ending.signal.aborted) throw error;
    }
  }
}

function push(session: Session, event: Input): void {
  session.onExchange(event);
}
