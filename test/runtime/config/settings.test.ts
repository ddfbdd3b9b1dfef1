import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findSettings } from '../../../src/runtime/config/settings.ts';
import { PACKAGE_ROOT } from '../../../src/runtime/plugins/package-root.ts';
import { tempFolder, writeFiles } from '../plugins/temp-folder.ts';

const env = { HOME: '/home/me' };

it('has defaults where there is no .botrc', async () => {
  const cwd = tempFolder();
  expect(await findSettings({ cwd, env })).toEqual({
    cwd,
    env,
    file: undefined,
    home: '/home/me/.local/state/botrc',
    profile: undefined,
    profileFolders: [
      { folder: join(cwd, 'profiles'), source: 'project' },
      { folder: '/home/me/.config/botrc/profiles', source: 'user' },
      { folder: join(PACKAGE_ROOT, 'profiles'), source: 'bundled' },
    ],
    pluginsFolder: '/home/me/.config/botrc/plugins',
    tui: { keys: {} },
  });
});

it.each([
  ['.botrc.yml', 'profile: mine\nhome: data\nprofilesDir: ~/p\npluginsDir: ../plug\n'],
  ['.botrc.yaml', 'profile: mine\nhome: data\nprofilesDir: ~/p\npluginsDir: ../plug\n'],
  ['.botrc.json', '{ "profile": "mine", "home": "data", "profilesDir": "~/p", "pluginsDir": "../plug" }'],
  [
    '.botrc.ts',
    "const home: string = 'data';\nexport default { profile: 'mine', home, profilesDir: '~/p', pluginsDir: '../plug' };",
  ],
])('finds %s from the folder upward; its paths are relative to it', async (name, text) => {
  const folder = tempFolder({ [`a/${name}`]: text, 'a/b/c/.keep': '' });
  const settings = await findSettings({ cwd: join(folder, 'a/b/c'), env });
  expect(settings).toMatchObject({
    file: join(folder, 'a', name),
    profile: 'mine',
    home: join(folder, 'a/data'),
    pluginsFolder: join(folder, 'plug'),
  });
  expect(settings.profileFolders[0]).toEqual({ folder: '/home/me/p', source: 'project' });
});

it('takes the nearest, and in one folder .yml first', async () => {
  const folder = tempFolder({ '.botrc.yml': 'profile: far', 'a/.botrc.json': '{"profile": "json"}' });
  expect((await findSettings({ cwd: join(folder, 'a'), env })).profile).toBe('json');
  writeFiles(folder, { 'a/.botrc.yml': 'profile: near' });
  expect((await findSettings({ cwd: join(folder, 'a'), env })).profile).toBe('near');
});

it('prefers --home to BOTRC_HOME to .botrc to XDG', async () => {
  const folder = tempFolder({ 'p/.botrc.yml': 'home: own', 'bare/.keep': '' });
  const xdg = { ...env, XDG_STATE_HOME: '/state', XDG_CONFIG_HOME: 'relative, so ignored' };
  const [own, bare] = [join(folder, 'p'), join(folder, 'bare')];
  const homeOf = async (cwd: string, more: Record<string, string>, home?: string): Promise<string> =>
    (await findSettings({ cwd, env: { ...xdg, ...more }, home })).home;
  expect(await homeOf(own, { BOTRC_HOME: 'b' }, 'h')).toBe(join(own, 'h'));
  expect(await homeOf(own, { BOTRC_HOME: 'b' })).toBe(join(own, 'b'));
  expect(await homeOf(own, { BOTRC_HOME: '' })).toBe(join(own, 'own'));
  expect(await homeOf(bare, {})).toBe('/state/botrc');
  expect((await findSettings({ cwd: bare, env: xdg })).pluginsFolder).toBe('/home/me/.config/botrc/plugins');
});

describe('a .botrc that is wrong', () => {
  it.each([
    ['.botrc.yml', 'profil: demo', 'BOTRC_CONFIG_UNKNOWN_KEY', '.botrc.yml:1:1', 'Did you mean "profile"?'],
    ['.botrc.yml', 'profile: [x]', 'BOTRC_CONFIG_TYPE', '.botrc.yml:1:10', 'Write text.'],
    ['.botrc.yml', 'profile: ""', 'BOTRC_CONFIG_VALUE', '.botrc.yml:1:10', 'Write text that is not empty.'],
    ['.botrc.yml', '- profile', 'BOTRC_CONFIG_TYPE', '.botrc.yml:1:1', 'Write a map.'],
    [
      '.botrc.yml',
      'profile: "x',
      'BOTRC_CONFIG_SYNTAX',
      '.botrc.yml:1:12',
      'Correct the YAML at this place.',
    ],
    ['.botrc.json', '{ "home": 1 }', 'BOTRC_CONFIG_TYPE', '.botrc.json:1:11', 'Write text.'],
    [
      '.botrc.ts',
      'export default { hom: "x" }',
      'BOTRC_CONFIG_UNKNOWN_KEY',
      '.botrc.ts',
      'Did you mean "home"?',
    ],
  ])('%s with %s', async (name, text, code, where, mend) => {
    const cwd = tempFolder({ [name]: text });
    await expect(findSettings({ cwd, env })).rejects.toMatchObject({ code, detail: { where, mend } });
  });

  it('throws, or holds what is no data', async () => {
    const throws = tempFolder({ '.botrc.ts': 'throw new Error("boom")' });
    await expect(findSettings({ cwd: throws, env })).rejects.toMatchObject({
      code: 'BOTRC_CONFIG_SYNTAX',
      message: expect.stringContaining('boom'),
    });
    const program = tempFolder({ '.botrc.ts': 'export default { profile: () => "x" }' });
    await expect(findSettings({ cwd: program, env })).rejects.toMatchObject({ code: 'BOTRC_CONFIG_TYPE' });
  });

  it('may be empty', async () => {
    const cwd = tempFolder({ '.botrc.yml': '# nothing yet\n' });
    expect(await findSettings({ cwd, env })).toMatchObject({
      file: join(cwd, '.botrc.yml'),
      profile: undefined,
    });
  });
});
