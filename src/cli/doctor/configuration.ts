import type { ProfileCheck } from '../../runtime/config/resolve-profile.ts';
import type { Settings } from '../../runtime/config/settings.ts';
import { BotrcError, plainError } from '../../sdk/index.ts';
import { checkProfile } from '../load-profile.ts';
import { placeOf } from '../place.ts';
import { pluginSearchOf } from '../plugins-place.ts';
import type { Session } from '../session.ts';
import { type Finding, fail, ok, warning } from './check.ts';

/** A failure of another part as a finding. */
export function failure(check: string, error: unknown): Finding {
  const { code, message, where, mend } = plainError(error);
  const place = where === undefined ? '' : ` (${where})`;
  return fail(check, `${message}${place} [${code}]`, mend ?? 'Run with --verbose to see more.');
}

export async function checkSettings(session: Session): Promise<{ findings: Finding[]; settings?: Settings }> {
  const { findSettings } = await import('../../runtime/config/settings.ts');
  try {
    const settings = await findSettings(placeOf(session));
    return { findings: [ok('config', settings.file ?? 'no .botrc.yml; the defaults hold')], settings };
  } catch (error) {
    if (error instanceof BotrcError) return { findings: [failure('config', error)] };
    throw error;
  }
}

/** The named profile, or every profile that can be named. */
export async function checkProfiles(
  session: Session,
  named: string | undefined,
): Promise<{ findings: Finding[]; named?: ProfileCheck }> {
  if (named !== undefined) {
    const check = await checkProfile(session, named);
    const { profile, errors } = check;
    const findings = errors.map((error) => failure('profile', error));
    for (const text of profile?.warnings ?? [])
      findings.push(warning('profile', text, 'Move it into the environment.'));
    if (profile !== undefined)
      findings.unshift(ok('profile', `${profile.name} is valid, mode ${profile.mode}`));
    return { findings, named: check };
  }
  const { listProfiles } = await import('../../runtime/config/profile-file.ts');
  const rows = await listProfiles(placeOf(session));
  const broken = rows.flatMap(({ problem }) => (problem === undefined ? [] : [problem]));
  const findings = broken.map(({ code, message, where, mend }) =>
    fail(
      'profile',
      `${message}${where === undefined ? '' : ` (${where})`} [${code}]`,
      mend ?? 'Correct the file.',
    ),
  );
  return {
    findings: [
      ok('profile', `${rows.length - broken.length} can be read; --profile P looks closer`),
      ...findings,
    ],
  };
}

/** Every plugin, imported in a thread of its own. */
export async function checkPlugins(session: Session): Promise<readonly Finding[]> {
  const [{ installedPlugins }, { PluginInspector }, { systemClock }] = await Promise.all([
    import('../../runtime/plugins/installed.ts'),
    import('../../runtime/plugins/inspector.ts'),
    import('../../runtime/clock/system-clock.ts'),
  ]);
  const inspector = new PluginInspector({ clock: systemClock() });
  const sound: string[] = [];
  const findings: Finding[] = [];
  try {
    for (const { entry, ...plugin } of installedPlugins(await pluginSearchOf(session))) {
      const name = `${plugin.kind} ${plugin.name}`;
      if (entry === null) {
        findings.push(fail('plugin', `${name}: its files are missing`, 'Install or build it again.'));
        continue;
      }
      try {
        await inspector.describe({ ...plugin, entry });
        sound.push(name);
      } catch (error) {
        if (!(error instanceof BotrcError)) throw error;
        findings.push(failure('plugin', error));
      }
    }
  } finally {
    await inspector.close();
  }
  return [ok('plugin', `${sound.length} load: ${sound.join(', ')}`), ...findings];
}
