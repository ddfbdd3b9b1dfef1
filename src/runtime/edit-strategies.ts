import type { StrategyChange, StrategyEdit } from '../core/config.ts';
import type { Calls, StrategiesRow } from '../core/view/calls.ts';
import { BotrcError } from '../sdk/index.ts';
import { type LoadedProfile, type StrategyUse, suggestion } from './config/index.ts';
import { defaultOwner } from './config/plugin-places.ts';
import type { PluginInspector } from './plugins/inspector.ts';
import { resolvePlugin } from './plugins/resolve.ts';
import type { Session } from './session.ts';
import { swap } from './switch-profile.ts';

type Params = Calls['editStrategy']['params'];
type Done = Calls['editStrategy']['result'];

/**
 * Adds, changes, removes, starts or stops one strategy of the running bot (T-9), as a hot swap to the profile with that
 * change laid over it. The change stands in the `config` event of the swap, so the journal has it: a restart goes on
 * with it, and a replay makes it again. Strategies that were stopped by name stay so, but for the one that is meant.
 * @param resolve the profile that runs, with other edits.
 * @throws BOTRC_STRATEGY_UNKNOWN, BOTRC_STRATEGY_TAKEN, and whatever a swap is refused for.
 */
export async function editStrategy(
  session: Session,
  params: Params,
  resolve: (edits: readonly StrategyEdit[], inspector: PluginInspector) => Promise<LoadedProfile>,
): Promise<Done> {
  const { profile, facts } = session.parts;
  const { action, positions, dryRun } = params;
  const name = params.name ?? nameFor(params.change?.plugin, profile);
  const use = profile.strategies.find((strategy) => strategy.name === name);
  if (action === 'add' && use) throw taken(use);
  if (action !== 'add' && !use) throw unknown(name, profile);
  const isStopped = facts.stopped.has(name);
  const isSo =
    (action === 'start' && use?.enabled && !isStopped) || (action === 'stop' && use?.enabled === false);
  if (isSo) return { ...unchanged(profile), name, strategies: listStrategies(session) };
  const edits = withEdit(profile.edits, name, params);
  const done = await swap(session, {
    profile: profile.name,
    positions,
    dryRun,
    load: (_, inspector) => resolve(edits, inspector),
    staysStopped: [...facts.stopped.keys()].filter((owner) => owner !== name),
  });
  return { ...done, name, strategies: listStrategies(session) };
}

/** What the bot has, running or not, in the order of the profile. */
export function listStrategies(session: Session): readonly StrategiesRow[] {
  const { profile, facts } = session.parts;
  const seats = session.publisher.view().strategies;
  return profile.strategies.map(({ name, plugin, instruments, params, riskShare, enabled }, i) => {
    const seat = seats.find((row) => row.name === name);
    const contained = facts.stopped.get(name) ?? null;
    const edit = profile.edits.find((one) => one.name === name);
    return {
      name,
      plugin,
      version: seat?.version ?? profile.descriptions.get(`strategies.${i}`)?.meta.version ?? '',
      instruments,
      params,
      riskShare,
      state: !enabled || contained !== null ? 'stopped' : (seat?.state ?? 'warming'),
      reason: enabled ? (contained ?? seat?.reason ?? null) : 'stopped by the operator',
      from: edit === undefined ? 'profile' : edit.set?.plugin === undefined ? 'edited' : 'added',
      positions: [...facts.positions.values()]
        .filter((position) => position.owner === name && position.quantity !== 0)
        .map((position) => position.instrument),
    };
  });
}

function withEdit(edits: readonly StrategyEdit[], name: string, params: Params): readonly StrategyEdit[] {
  const before = edits.find((edit) => edit.name === name);
  const others = edits.filter((edit) => edit.name !== name);
  const set = (change: StrategyChange): StrategyEdit => ({ name, set: { ...before?.set, ...change } });
  switch (params.action) {
    case 'add':
      return [...others, { name, set: { ...params.change, enabled: true } }];
    case 'edit':
      return [...others, set(params.change ?? {})];
    case 'remove':
      return [...others, { name, removed: true }];
    case 'start':
      return [...others, set({ enabled: true })];
    case 'stop':
      return [...others, set({ enabled: false })];
  }
}

function nameFor(plugin: string | undefined, { settings }: LoadedProfile): string {
  const { cwd, pluginsFolder } = settings;
  return defaultOwner(resolvePlugin({ kind: 'strategy', ref: plugin ?? '', from: [cwd], pluginsFolder }));
}

function unchanged({ name }: LoadedProfile): Omit<Done, 'name' | 'strategies'> {
  return { from: name, to: name, switched: false, seq: null, diff: [], positions: [] };
}

function taken({ name, plugin }: StrategyUse): BotrcError {
  return new BotrcError('BOTRC_STRATEGY_TAKEN', `the bot has a strategy ${name} already`, {
    found: plugin,
    mend: 'Give the new one another name with --as, or change that one with `bot strategies edit`.',
  });
}

function unknown(name: string, { strategies }: LoadedProfile): BotrcError {
  const names = strategies.map((strategy) => strategy.name);
  return new BotrcError('BOTRC_STRATEGY_UNKNOWN', `the bot has no strategy ${name}`, {
    found: name,
    mend: suggestion(name, names, 'strategies'),
  });
}
