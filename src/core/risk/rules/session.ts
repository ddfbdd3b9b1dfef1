import type { InstrumentId } from '../../../sdk/index.ts';
import { localTime } from '../../local-time.ts';
import { bothOpen, type SessionState, sessionAt } from '../../market/session.ts';
import type { Core } from '../../state.ts';
import type { RiskRule } from '../proposal.ts';
import { minutes } from './loss-streak.ts';

/** entries only while the session is open, and none in its last minutes. */
export const session: RiskRule = {
  name: 'session',
  requirement: 'R-12',
  appliesTo: 'entry',
  isOn: ({ risk }) => risk.session !== undefined,
  check(proposal, core) {
    const { isOpen, leftMs } = sessionOf(core, proposal.instrument.id);
    const least = core.config.risk.session?.noEntriesMs ?? 0;
    const limit = `closes in more than ${minutes(least)}`;
    if (!isOpen) return { verdict: 'deny', used: 'closed', limit, reason: 'the session is closed' };
    const late = leftMs <= least;
    return {
      verdict: late ? 'deny' : 'allow',
      used: leftMs === Number.POSITIVE_INFINITY ? 'never closes' : `closes in ${minutes(leftMs)}`,
      limit,
      reason: late ? 'the session closes soon' : 'the session is open',
    };
  },
  status(core) {
    const least = core.config.risk.session?.noEntriesMs ?? 0;
    const open = core.config.instruments.filter((id) => {
      const state = sessionOf(core, id);
      return state.isOpen && state.leftMs > least;
    });
    return {
      state: open.length > 0 ? 'ok' : 'halted',
      used: `${open.length} of ${core.config.instruments.length} open`,
      limit: `closes in more than ${minutes(least)}`,
      reason: '',
    };
  },
};

/** The instrument's own hours (UTC) and the profile's (in its zone), together. */
export function sessionOf({ config, facts, now }: Core, id: InstrumentId): SessionState {
  const own = facts.instruments.get(id)?.sessions;
  const { hours } = config.risk.session ?? {};
  const venue = own ? sessionAt(own, now) : ALWAYS;
  const profile = hours ? sessionAt(hours, localTime(now, config.zone)) : ALWAYS;
  return bothOpen(venue, profile);
}

const ALWAYS: SessionState = { isOpen: true, leftMs: Number.POSITIVE_INFINITY };
