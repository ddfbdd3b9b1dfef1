import type { Position } from '../core/portfolio/position.ts';
import type { Calls, SwitchDone } from '../core/view/calls.ts';
import { BotrcError, keyText } from '../sdk/index.ts';
import { type LoadedProfile, runningStrategies } from './config/index.ts';
import type { Session } from './session.ts';
import { waitFor } from './shutdown.ts';

type Rule = Calls['switch']['params']['positions'];

/** True where the profile goes on with the position: it has its strategy, with its instrument. */
function goesOn(to: LoadedProfile, position: Position): boolean {
  return runningStrategies(to).some(
    (s) => s.name === position.owner && s.instruments.includes(position.instrument),
  );
}

/** What becomes of each open position. */
export function fates(session: Session, to: LoadedProfile, rule: Rule): SwitchDone['positions'] {
  const left = rule === 'flatten' ? 'is closed first' : 'is kept, guarded by its stop';
  return held(session).map((position) => ({
    instrument: position.instrument,
    strategy: position.owner,
    fate: goesOn(to, position) ? 'goes on with its strategy' : left,
  }));
}

function held(session: Session): Position[] {
  return [...session.parts.facts.positions.values()].filter((position) => position.quantity !== 0);
}

export async function flattenLeaving(session: Session, to: LoadedProfile, rule: Rule): Promise<void> {
  const keys = held(session)
    .filter((position) => !goesOn(to, position))
    .map(keyText);
  if (rule !== 'flatten' || keys.length === 0) return;
  await session.command({ kind: 'flatten', reason: `switch to ${to.name}`, keys });
  const flat = (): boolean => keys.every((key) => session.parts.facts.positions.get(key)?.quantity === 0);
  if (await waitFor(session, 20_000, flat)) return;
  throw new BotrcError(
    'BOTRC_REFUSED_SWITCH',
    'the positions that leave could not be closed in time; the profile stays',
    {
      mend: 'Look at `bot status`, then switch again.',
    },
  );
}
