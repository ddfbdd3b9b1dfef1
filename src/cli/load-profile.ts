import type { LoadedProfile, ProfileCheck } from '../runtime/config/resolve-profile.ts';
import { placeOf } from './place.ts';
import type { Session } from './session.ts';

/** A profile with the session's overrides. @throws BOTRC_CONFIG_…, BOTRC_PROFILE_…, BOTRC_PLUGIN_… */
export async function loadProfile(session: Session, profile: string | undefined): Promise<LoadedProfile> {
  const [{ resolveProfile }, { systemClock }] = await modules();
  return resolveProfile({ ...placeOf(session), profile, set: session.set, clock: systemClock() });
}

/** The same with every error, not the first. */
export async function checkProfile(session: Session, profile: string | undefined): Promise<ProfileCheck> {
  const [{ validateProfile }, { systemClock }] = await modules();
  return validateProfile({ ...placeOf(session), profile, set: session.set, clock: systemClock() });
}

function modules(): Promise<
  [typeof import('../runtime/config/resolve-profile.ts'), typeof import('../runtime/clock/system-clock.ts')]
> {
  return Promise.all([
    import('../runtime/config/resolve-profile.ts'),
    import('../runtime/clock/system-clock.ts'),
  ]);
}
