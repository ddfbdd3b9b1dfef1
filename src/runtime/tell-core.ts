import type { AlertRequest } from './effects/executor.ts';
import type { Session } from './session.ts';

/**
 * M-6: the core hears of the runtime's own critical alerts, the executor's and those about plugins included, as of its
 * own. What is told before the run has begun, such as that the process had died, it hears first thing.
 */
export function tellCore(session: Session, { level, title }: AlertRequest): void {
  if (level !== 'critical' || !session.parts.profile.risk.failSafe) return;
  if (session.phase === 'starting') session.untold ??= title;
  else if (session.phase === 'warming' || session.phase === 'running') enterFailSafe(session, title);
}

/** The run has begun: what the core could not hear of before. */
export function tellUntold(session: Session): void {
  if (session.untold !== undefined) enterFailSafe(session, session.untold);
  session.untold = undefined;
}

function enterFailSafe(session: Session, reason: string): void {
  const commandId = `${session.parts.run}/alert/${session.loop.seq}`;
  session.room.push({ type: 'command', commandId, command: { kind: 'fail-safe', reason } });
}
