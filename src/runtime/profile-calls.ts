import type { StrategyEdit } from '../core/config.ts';
import { type LoadedProfile, type Place, resolveProfile } from './config/index.ts';
import { editStrategy, listStrategies } from './edit-strategies.ts';
import type { Notebook } from './notebook.ts';
import type { OperatorPorts } from './operator.ts';
import type { PluginInspector } from './plugins/inspector.ts';
import type { Session } from './session.ts';
import { type Swap, swap } from './switch-profile.ts';
import { switchable } from './switchable.ts';

type ProfileCalls = Pick<OperatorPorts, 'switchTo' | 'profiles' | 'strategies' | 'editStrategy'>;

/** What an operator can ask of a bot's profile and its strategies. */
export function profileCalls(session: Session, place: Place, notebook: Notebook): ProfileCalls {
  const clock = session.parts.wall;
  return {
    profiles: () => switchable(place, notebook),
    switchTo: async (params) => {
      const load: Swap['load'] = (profile, inspector) =>
        resolveProfile({ ...place, profile, clock, inspector });
      const switched = await swap(session, { ...params, load, staysStopped: [] });
      if (switched.switched) notebook.addRecentProfile(switched.to, clock.now());
      return switched;
    },
    strategies: async () => listStrategies(session),
    editStrategy: (params) =>
      editStrategy(session, params, (edits, inspector) => readAgain(session, place, inspector, edits)),
  };
}

/** The profile that runs as its files are now, with other edits. */
export function readAgain(
  { parts }: Session,
  place: Place,
  inspector: PluginInspector,
  edits: readonly StrategyEdit[] = parts.profile.edits,
): Promise<LoadedProfile> {
  const { files, set } = parts.profile;
  return resolveProfile({ ...place, profile: files[0], set, edits, clock: parts.wall, inspector });
}
