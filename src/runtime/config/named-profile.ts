import { BotrcError } from '../../sdk/index.ts';
import type { ProfileRequest } from './resolve-profile.ts';
import type { Settings } from './settings.ts';

/** The profile that is meant: the one asked for, else that of `.botrc`. @throws BOTRC_CONFIG_MISSING */
export function namedProfile(request: Pick<ProfileRequest, 'profile'>, settings: Settings): string {
  const name = request.profile ?? settings.profile;
  if (name !== undefined && name !== '') return name;
  throw new BotrcError('BOTRC_CONFIG_MISSING', 'no profile is named', {
    mend: 'Name one with --profile, for example --profile demo, or write `profile: demo` into .botrc.yml.',
  });
}
