import type { Place } from '../runtime/config/settings.ts';
import type { Session } from './session.ts';

/** Where the session's configuration is looked for. */
export function placeOf(session: Session): Place {
  return { cwd: session.cwd, env: session.env, home: session.home };
}
