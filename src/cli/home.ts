import { isAbsolute } from 'node:path';
import type { Session } from './session.ts';

/**
 * The data directory. Where `--home` or BOTRC_HOME names it, no configuration is read: a broken `.botrc.yml` must
 * not stand between an operator and `bot kill`.
 * @throws BOTRC_CONFIG_…
 */
export async function homeOf(session: Session): Promise<string> {
  const { home, cwd, env } = session;
  const named = home || env.BOTRC_HOME;
  if (named !== undefined && isAbsolute(named)) return named;
  const { findSettings } = await import('../runtime/config/settings.ts');
  return (await findSettings({ cwd, env, home })).home;
}
