import { at } from './located.ts';
import { namedProfile } from './named-profile.ts';
import { applyOverrides } from './overrides.ts';
import { readChain } from './profile-chain.ts';
import { findProfile } from './profile-file.ts';
import type { ProfileRequest } from './resolve-profile.ts';
import { findSettings } from './settings.ts';

/** The mode as it is written, whatever else is wrong with the profile: what `resolveProfile` would find, without plugins. */
export async function profileMode(request: ProfileRequest): Promise<string | undefined> {
  const settings = await findSettings(request);
  const file = await findProfile(namedProfile(request, settings), settings, settings.cwd);
  const { root } = await readChain(file, settings);
  const mode = at(applyOverrides(root, request.set ?? []), ['mode'])?.value;
  return typeof mode === 'string' ? mode : undefined;
}
