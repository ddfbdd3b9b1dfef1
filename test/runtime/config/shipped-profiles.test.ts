import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { profileJsonSchema } from '../../../src/runtime/config/profile-json-schema.ts';
import { resolveProfile, validateProfile } from '../../../src/runtime/config/resolve-profile.ts';
import { findSettings } from '../../../src/runtime/config/settings.ts';
import { unknownKeys } from '../../../src/runtime/plugins/known-keys.ts';
import { PACKAGE_ROOT } from '../../../src/runtime/plugins/package-root.ts';
import { tempFolder, writeFiles } from '../plugins/temp-folder.ts';

const profiles = await readdir(join(PACKAGE_ROOT, 'profiles'));

it.each(profiles)('profiles/%s is right, from any folder, and tells editors its schema', async (file) => {
  const cwd = tempFolder();
  const { profile, errors } = await validateProfile({
    cwd,
    env: { HOME: cwd },
    profile: file.replace('.yml', ''),
  });
  expect(errors).toEqual([]);
  expect(profile).toMatchObject({ mode: 'paper', description: expect.stringMatching(/.{20}/), warnings: [] });
  const text = readFileSync(join(PACKAGE_ROOT, 'profiles', file), 'utf8');
  expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=../schema/profile.schema.json');
});

it('demo-vwap is the demo with another strategy: the exchange stays', async () => {
  const place = { cwd: PACKAGE_ROOT, env: { HOME: '/nowhere' } };
  const [demo, vwap] = await Promise.all([
    resolveProfile({ ...place, profile: 'demo' }),
    resolveProfile({ ...place, profile: 'demo-vwap' }),
  ]);
  expect(vwap.exchange).toEqual(demo.exchange);
  expect([vwap.account, vwap.mode, vwap.instruments]).toEqual([demo.account, demo.mode, demo.instruments]);
  expect(vwap.strategies[0]?.resolved.name).toBe('vwap-reversion');
});

it('the schema for editors is current', () => {
  const written = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'schema/profile.schema.json'), 'utf8'));
  expect(written, 'run `npm run schema`').toEqual(JSON.parse(JSON.stringify(profileJsonSchema())));
  expect(unknownKeys({ risk: { maxPositons: 1 } }, written).map(({ key }) => key)).toEqual(['maxPositons']);
});

it('the example of a .botrc is right, with every line in use too', async () => {
  const example = readFileSync(join(PACKAGE_ROOT, '.botrc.example.yml'), 'utf8');
  const cwd = tempFolder({ '.botrc.yml': example });
  expect((await findSettings({ cwd, env: { HOME: cwd } })).profile).toBe('demo');
  writeFiles(cwd, { '.botrc.yml': example.replace(/^# (?=\w+: )/gm, '') });
  const settings = await findSettings({ cwd, env: { HOME: cwd } });
  expect([settings.home, settings.pluginsFolder]).toEqual([
    join(cwd, '.local/state/botrc'),
    join(cwd, '.config/botrc/plugins'),
  ]);
});
