import { readdirSync } from 'node:fs';
import { parse } from 'node:path';
import { expect, it } from 'vitest';
import { describeProfile, diffProfiles } from '../../../src/runtime/config/describe-profile.ts';
import { listProfiles } from '../../../src/runtime/config/profile-file.ts';
import { type LoadedProfile, resolveProfile } from '../../../src/runtime/config/resolve-profile.ts';
import { EXCHANGE_TEXT, strategyText } from '../plugins/plugin-text.ts';
import { tempFolder } from '../plugins/temp-folder.ts';

const files = {
  'venue.ts': EXCHANGE_TEXT,
  'mine.ts': strategyText(),
  'profiles/a.yml': `description: The first
exchange: { plugin: ../venue.ts, options: { key: "\${KEY}" } }
instruments: [A, B]
strategies: [{ plugin: ../mine.ts }]
`,
  'profiles/b.yml':
    'extends: a\ndescription: The second\nstrategies: [{ plugin: ../mine.ts, params: { fast: 3 } }]\n',
  'profiles/torn.yml': 'description: [',
  'profiles/b.json': '{ "description": "not found, b.yml is" }',
  'profiles/notes.txt': '',
};

function load(cwd: string, profile: string, key: string, ...set: string[]): Promise<LoadedProfile> {
  return resolveProfile({ cwd, env: { HOME: cwd, KEY: key }, profile, set });
}

it('shows every value with where it came from', async () => {
  const cwd = tempFolder(files);
  const profile = await load(cwd, 'b', 'hunter22', 'mode=shadow');
  const rows = describeProfile(profile);
  const shown = rows
    .filter((row) => row.origin !== 'default')
    .map((row) => `${row.path} = ${row.value} (${row.origin})`);
  expect(shown).toEqual([
    'description = The second (profiles/b.yml:2:14)',
    'mode = shadow (--set mode)',
    'exchange.plugin = ../venue.ts (profiles/a.yml:2:21)',
    'exchange.options.key = ••• (profiles/a.yml:2:50)',
    'exchange.options.speed = 1 (default of venue)',
    'instruments = [A, B] (profiles/a.yml:3:14)',
    'strategies.0.plugin = ../mine.ts (profiles/b.yml:3:24)',
    'strategies.0.params.fast = 3 (profiles/b.yml:3:52)',
  ]);
  expect(rows).toContainEqual({ path: 'risk.dailyLoss.fraction', value: '0.02', origin: 'default' });
});

it('tells what differs, defaults of plugins included', async () => {
  const cwd = tempFolder(files);
  const [a, b] = await Promise.all([
    load(cwd, 'a', 'hunter22'),
    load(cwd, 'b', 'hunter33', 'risk.dailyLoss.cash=50'),
  ]);
  expect(diffProfiles(a, a)).toEqual([]);
  expect(diffProfiles(a, b)).toEqual([
    { path: 'description', from: 'The first', to: 'The second' },
    { path: 'seed', from: 'a', to: 'b' },
    { path: 'exchange.options.key', from: '•••', to: '••• (another)' },
    { path: 'strategies.0.params.fast', from: '9', to: '3' },
    { path: 'risk.dailyLoss.cash', from: null, to: '50' },
  ]);
});

it('lists the profiles of project, user and botrc, a name once, broken ones too', async () => {
  const cwd = tempFolder({
    ...files,
    '.config/botrc/profiles/a.yml': 'description: hidden by the project',
    '.config/botrc/profiles/mine.yml': 'description: "of the\\nuser"',
  });
  const bundled = readdirSync('profiles')
    .map((file) => parse(file).name)
    .sort();
  const rows = await listProfiles({ cwd, env: { HOME: cwd } });
  expect(bundled).toContain('bybit-paper');
  expect(rows.map((row) => [row.name, row.source, row.description, row.problem?.code])).toEqual([
    ['a', 'project', 'The first', undefined],
    ['b', 'project', 'The second', undefined],
    ['torn', 'project', '', 'BOTRC_CONFIG_SYNTAX'],
    ['mine', 'user', 'of the user', undefined],
    ...bundled.map((name) => [name, 'bundled', expect.stringMatching(/./), undefined]),
  ]);
});
