import type { Session } from '../session.ts';
import type { Finding } from './check.ts';
import * as configuration from './configuration.ts';
import { checkHome } from './files.ts';
import { checkNode, checkTerminal } from './machine.ts';
import { checkVenue } from './venue.ts';

/** Looks at everything, and tells of each finding as soon as it is there. `profile`: looked at more closely. */
export async function examine(
  session: Session,
  profile: string | undefined,
  found: (...findings: readonly Finding[]) => void,
): Promise<void> {
  found(checkNode(), checkTerminal(session));
  const { findings, settings } = await configuration.checkSettings(session);
  found(...findings);
  if (settings === undefined) return;
  found(...checkHome(settings.home));
  found(...(await configuration.checkPlugins(session)));
  const { findings: profiles, named } = await configuration.checkProfiles(session, profile);
  found(...profiles);
  if (named?.profile !== undefined) found(...(await checkVenue(named.profile)));
}
