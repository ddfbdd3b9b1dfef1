import type { PluginSearch } from '../runtime/plugins/installed.ts';
import { placeOf } from './place.ts';
import type { Session } from './session.ts';

/** Where the session's plugins are looked for. */
export async function pluginSearchOf(session: Session): Promise<PluginSearch> {
  const { findSettings } = await import('../runtime/config/settings.ts');
  const { pluginsFolder } = await findSettings(placeOf(session));
  return { from: [session.cwd], pluginsFolder };
}
