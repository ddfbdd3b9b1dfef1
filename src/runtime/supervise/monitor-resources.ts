import type { Clock } from '../../sdk/index.ts';
import type { Session } from '../session.ts';
import { processSampler, watchResources } from './resource-monitor.ts';

/** Watches this process where the profile asks for it; what it finds waits until the run has begun. */
export function monitorResources(session: Session, clock: Clock): () => void {
  const terms = session.parts.profile.risk.resources;
  if (!terms) return () => undefined;
  return watchResources(clock, terms, processSampler(clock), (event) => {
    if (session.phase !== 'running') return false;
    session.room.push(event);
    return true;
  });
}
