import type { Calls } from '../core/view/calls.ts';
import { listProfiles, type Place } from './config/index.ts';
import type { Notebook } from './notebook.ts';

/** The profiles that can be switched to: those used lately first, newest first, then the others by name. */
export async function switchable(place: Place, notebook: Notebook): Promise<Calls['profiles']['result']> {
  const recent = notebook.recentProfiles().map((profile) => profile.name);
  const rank = (name: string): number => {
    const at = recent.indexOf(name);
    return at < 0 ? recent.length : at;
  };
  const rows = await listProfiles(place);
  return rows
    .map(({ name, description, source }) => ({ name, description, source }))
    .sort((a, b) => rank(a.name) - rank(b.name));
}
