import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type InstalledPlugin, installedPlugins } from '../../../src/runtime/plugins/installed.ts';
import { PACKAGE_ROOT } from '../../../src/runtime/plugins/package-root.ts';
import { resolvePlugin } from '../../../src/runtime/plugins/resolve.ts';
import type { ResolvedPlugin } from '../../../src/runtime/plugins/resolved.ts';
import { tempFolder } from './temp-folder.ts';

function manifest(name: string, more: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({ name, version: '1.0.0', exports: './index.js', ...more });
}

function strategy(ref: string, folder: string, user = join(folder, 'user')): ResolvedPlugin<'strategy'> {
  return resolvePlugin({ kind: 'strategy', ref, from: [folder], pluginsFolder: user, where: 'p.yml:1:2' });
}

describe('a short name', () => {
  it('finds what botrc brings, as source in a clone', () => {
    const folder = tempFolder();
    expect(strategy('ema-cross', folder)).toEqual({
      kind: 'strategy',
      name: 'ema-cross',
      version: '0.1.0',
      package: '@botrc/strategy-ema-cross',
      path: join(PACKAGE_ROOT, 'strategies/ema-cross'),
      entry: join(PACKAGE_ROOT, 'strategies/ema-cross/index.ts'),
      source: 'bundled',
    });
  });

  it('finds a rule, whose kind has a hyphen of its own', () => {
    const at = { from: [tempFolder()], pluginsFolder: tempFolder(), where: 'p.yml:1:2' };
    expect(resolvePlugin({ kind: 'risk-rule', ref: 'one-way', ...at })).toMatchObject({
      name: 'one-way',
      package: '@botrc/risk-rule-one-way',
      source: 'bundled',
    });
  });

  it.each(['@botrc/strategy-x', 'botrc-strategy-x', '@acme/botrc-strategy-x'])(
    'finds the package %s',
    (name) => {
      const folder = tempFolder({
        [`node_modules/${name}/package.json`]: manifest(name),
        [`node_modules/${name}/index.js`]: '',
      });
      const found = strategy('x', folder);
      expect(found).toMatchObject({ package: name, source: 'project', name: 'x' });
      expect(found.entry).toBe(join(folder, 'node_modules', name, 'index.js'));
      expect(strategy(name, folder)).toEqual(found);
    },
  );

  it('prefers the project, then the user folder, then botrc', () => {
    const pack = (at: string): Record<string, string> => ({
      [`${at}/node_modules/botrc-strategy-ema-cross/package.json`]: manifest('botrc-strategy-ema-cross'),
      [`${at}/node_modules/botrc-strategy-ema-cross/index.js`]: '',
    });
    const user = tempFolder(pack('user'));
    expect(strategy('ema-cross', join(user, 'empty'), join(user, 'user')).source).toBe('user');
    const both = tempFolder({ ...pack('user'), ...pack('project') });
    expect(strategy('ema-cross', join(both, 'project/below'), join(both, 'user')).source).toBe('project');
  });

  it('that two foreign scopes share is a question', () => {
    const folder = tempFolder({
      'node_modules/@a/botrc-strategy-x/package.json': manifest('@a/botrc-strategy-x'),
      'node_modules/@a/botrc-strategy-x/index.js': '',
      'node_modules/@b/botrc-strategy-x/package.json': manifest('@b/botrc-strategy-x'),
      'node_modules/@b/botrc-strategy-x/index.js': '',
    });
    expect(() => strategy('x', folder)).toThrow(expect.objectContaining({ code: 'BOTRC_PLUGIN_NOT_FOUND' }));
    expect(strategy('@b/botrc-strategy-x', folder).package).toBe('@b/botrc-strategy-x');
  });

  it('that is misspelt names the nearest, and where it looked', () => {
    const folder = tempFolder({ 'node_modules/.keep': '' });
    expect(() => strategy('ema-crss', folder)).toThrow(
      expect.objectContaining({
        code: 'BOTRC_PLUGIN_NOT_FOUND',
        detail: {
          found: 'ema-crss',
          where: 'p.yml:1:2',
          mend: expect.stringMatching(
            /^Did you mean "ema-cross"\? Looked in .*node_modules, .*strategies\.$/,
          ),
        },
      }),
    );
  });
});

describe('a path', () => {
  it('is a file, or a folder with or without package.json, below one of the folders', () => {
    const folder = tempFolder({
      'My Idea.ts': '',
      'bare/index.ts': '',
      'pack/package.json': manifest('@me/botrc-strategy-packed', {
        exports: { '.': { default: './main.js' } },
      }),
      'pack/main.js': '',
    });
    expect(strategy('./My Idea.ts', folder)).toMatchObject({
      name: 'my-idea',
      version: null,
      source: 'path',
    });
    expect(strategy('bare/', folder)).toMatchObject({ name: 'bare', entry: join(folder, 'bare/index.ts') });
    expect(strategy(`${folder}/bare/index.ts`, '/')).toMatchObject({ name: 'bare' });
    expect(strategy('./pack', folder)).toMatchObject({ name: 'packed', entry: join(folder, 'pack/main.js') });
    const second = resolvePlugin({
      kind: 'strategy',
      ref: './bare',
      from: ['/nowhere', folder],
      pluginsFolder: '/nowhere',
    });
    expect(second.path).toBe(join(folder, 'bare'));
  });

  it('that is not there says where it looked', () => {
    const folder = tempFolder();
    expect(() => strategy('./gone.ts', folder)).toThrow(
      expect.objectContaining({
        code: 'BOTRC_PLUGIN_NOT_FOUND',
        detail: expect.objectContaining({ mend: `Looked at ${join(folder, 'gone.ts')}.` }),
      }),
    );
  });
});

describe('a package', () => {
  const both = { exports: { '.': { source: './src/index.ts', default: './dist/index.js' } } };

  it('runs from source outside node_modules, through a link too', () => {
    const folder = tempFolder({
      'work/package.json': manifest('botrc-strategy-x', both),
      'work/src/index.ts': '',
      'work/dist/index.js': '',
      'node_modules/.keep': '',
    });
    symlinkSync(join(folder, 'work'), join(folder, 'node_modules/botrc-strategy-x'));
    expect(strategy('x', folder).entry).toBe(join(folder, 'work/src/index.ts'));
  });

  it('runs from its build under node_modules, and where its source is not shipped', () => {
    const name = 'node_modules/botrc-strategy-x';
    const installed = tempFolder({
      [`${name}/package.json`]: manifest('botrc-strategy-x', both),
      [`${name}/src/index.ts`]: '',
      [`${name}/dist/index.js`]: '',
    });
    expect(strategy('x', installed).entry).toBe(join(installed, name, 'dist/index.js'));
    const built = tempFolder({ 'p/package.json': manifest('botrc-strategy-x', both), 'p/dist/index.js': '' });
    expect(strategy('./p', built).entry).toBe(join(built, 'p/dist/index.js'));
  });

  it('without its module is named, and so is one of another kind', () => {
    const folder = tempFolder({
      'node_modules/botrc-strategy-x/package.json': manifest('botrc-strategy-x'),
      'node_modules/botrc-exchange-y/package.json': manifest('botrc-exchange-y'),
      'node_modules/botrc-exchange-y/index.js': '',
    });
    expect(() => strategy('x', folder)).toThrow(expect.objectContaining({ code: 'BOTRC_PLUGIN_NOT_FOUND' }));
    expect(() => strategy('botrc-exchange-y', folder)).toThrow(
      expect.objectContaining({
        code: 'BOTRC_PLUGIN_KIND',
        detail: expect.objectContaining({ found: 'exchange' }),
      }),
    );
  });

  it('under any other name is found by that name', () => {
    const folder = tempFolder({
      'node_modules/@me/ideas/package.json': manifest('@me/ideas', { main: 'lib.js', exports: undefined }),
      'node_modules/@me/ideas/lib.js': '',
    });
    expect(strategy('@me/ideas', folder)).toMatchObject({
      name: 'ideas',
      package: '@me/ideas',
      source: 'project',
    });
  });
});

it('lists every installed plugin once, and imports none', () => {
  const folder = tempFolder({
    'node_modules/botrc-notifier-boom/package.json': manifest('botrc-notifier-boom'),
    'node_modules/botrc-notifier-boom/index.js': 'throw new Error("imported")',
    'node_modules/botrc-notifier-torn/package.json': '{',
    'node_modules/unrelated/package.json': 'not opened',
  });
  symlinkSync('/nowhere', join(folder, 'node_modules/botrc-notifier-gone'));
  const rows = installedPlugins({ from: [folder, folder], pluginsFolder: join(folder, 'user') });
  const project = rows.filter((row: InstalledPlugin) => row.source === 'project');
  expect(project.map(({ name, version, entry }) => [name, version, entry !== null])).toEqual([
    ['boom', '1.0.0', true],
    ['torn', null, false],
  ]);
  const bundled = rows.filter((row) => row.source === 'bundled').map((row) => `${row.kind} ${row.name}`);
  expect(bundled).toEqual([...new Set(bundled)]);
  expect(bundled).toEqual(expect.arrayContaining(['exchange demo', 'exchange bybit', 'strategy ema-cross']));
  const fromClone = installedPlugins({ from: [PACKAGE_ROOT], pluginsFolder: '/nowhere' });
  expect(fromClone.every((row) => row.source === 'bundled')).toBe(true);
});
