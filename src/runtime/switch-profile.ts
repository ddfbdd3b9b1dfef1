import type { Calls, SwitchDone } from '../core/view/calls.ts';
import { BotrcError, plainError } from '../sdk/index.ts';
import { prepareCandidate, tellSwitch } from './candidate.ts';
import { diffProfiles, type LoadedProfile } from './config/index.ts';
import { cutOver } from './cut.ts';
import { needRunning } from './operator.ts';
import { PluginInspector } from './plugins/inspector.ts';
import { Probation } from './probation.ts';
import type { Session } from './session.ts';
import { fates, flattenLeaving } from './switch-positions.ts';

type Params = Calls['switch']['params'];

/** What is to take over, and how. */
export interface Swap extends Params {
  /** Resolves the candidate. */
  readonly load: (profile: string, inspector: PluginInspector) => Promise<LoadedProfile>;
  /** Strategies that were stopped by name, and stay so. */
  readonly staysStopped: readonly string[];
  /** Whoever brings it closes it. Default: one of its own, which knows the code as it is now. */
  readonly inspector?: PluginInspector;
}

/** Settles when the switch under way is over, however it ends. */
const settled = new WeakMap<Session, Promise<unknown>>();

/**
 * Hot swap: the candidate is loaded, validated, warmed up and shadow-run beside the running one; only then, between two
 * events, it takes over the facts and the markets as they stand. The exchange connection stays, events wait in the room,
 * none is lost. Whatever the candidate fails at, the old one goes on; and where a strategy of it is stopped within its
 * first events (see `Probation`), the old one comes back by another switch.
 * @throws BOTRC_REFUSED_SWITCH and whatever the candidate is refused for.
 */
export async function swap(session: Session, asked: Swap): Promise<SwitchDone> {
  return swapWith(session, asked, true);
}

async function swapWith(session: Session, asked: Swap, onTrial: boolean): Promise<SwitchDone> {
  needRunning(session);
  if (settled.has(session)) {
    throw new BotrcError('BOTRC_REFUSED_SWITCH', 'another switch is under way', {
      found: asked.profile,
      mend: 'Wait until it is done, look at `bot status`, then switch again.',
    });
  }
  const switched = swapOne(session, asked, onTrial);
  settled.set(
    session,
    switched.catch(() => undefined),
  );
  try {
    return await switched;
  } catch (error) {
    const { name } = session.parts.profile;
    tellSwitch(session, asked.profile, `refused, ${name} goes on: ${plainError(error).message}`);
    throw error;
  } finally {
    settled.delete(session);
  }
}

async function swapOne(session: Session, asked: Swap, onTrial: boolean): Promise<SwitchDone> {
  const inspector = asked.inspector ?? new PluginInspector({ clock: session.parts.wall });
  try {
    return await swapBy(session, asked, onTrial, inspector);
  } finally {
    if (inspector !== asked.inspector) await inspector.close();
  }
}

async function swapBy(
  session: Session,
  asked: Swap,
  onTrial: boolean,
  inspector: PluginInspector,
): Promise<SwitchDone> {
  const { parts } = session;
  const from = parts.profile;
  tellSwitch(session, asked.profile, 'loading and validating');
  const to = await asked.load(asked.profile, inspector);
  refuseOtherVenue(from, to, parts.name);
  const diff = diffProfiles(from, to).map(({ path, from: was, to: is }) => ({
    path,
    from: was ?? null,
    to: is ?? null,
  }));
  const positions = fates(session, to, asked.positions);
  const done = { from: from.name, to: to.name, diff, positions };
  const candidate = await prepareCandidate(session, to, asked.staysStopped, inspector);
  if (asked.dryRun) {
    tellSwitch(session, to.name, 'tried and warmed up; nothing was changed (dry run)');
    await candidate.host.close();
    return { ...done, switched: false, seq: null };
  }
  // Whoever takes back a profile has no trial of its own: it ran before.
  const probation = onTrial
    ? new Probation(from, to, (failed) => void takeBack(session, failed, asked.staysStopped))
    : undefined;
  try {
    await flattenLeaving(session, to, asked.positions);
    session.probation = probation;
    tellSwitch(session, to.name, 'taking over between two events');
    const seq = await cutOver(session, to, candidate);
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
async function takeBack(session: Session, failed: Probation, staysStopped: readonly string[]): Promise<void> {
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
  const back: Swap = {
    profile: from.name,
    positions: 'keep',
    dryRun: false,
    load: async () => from,
    staysStopped,
  };
  try {
    await swapWith(session, back, false);
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
