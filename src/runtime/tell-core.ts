import type { AlertRequest } from './effects/executor.ts';
import type { Session } from './session.ts';

/** M-6: the core hears of the runtime's own critical alerts, as of its own. Nothing before the run has begun. */
export function tellCore(session: Session, { level, title }: AlertRequest): void {
  const { profile, run } = session.parts;
  if (level !== 'critical' || session.phase !== 'running' || !profile.risk.failSafe) return;
  const commandId = `${run}/alert/${session.loop.seq}`;
  session.room.push({ type: 'command', commandId, command: { kind: 'fail-safe', reason: title } });
}
