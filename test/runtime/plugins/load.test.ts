import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { SecretSet } from '../../../src/runtime/config/secrets.ts';
import { checkOptions, optionIssues } from '../../../src/runtime/plugins/check-options.ts';
import { createChecked, loadPlugin } from '../../../src/runtime/plugins/load.ts';
import { PACKAGE_ROOT } from '../../../src/runtime/plugins/package-root.ts';
import type { ResolvedPlugin } from '../../../src/runtime/plugins/resolved.ts';
import { BotrcError, defineNotifier, type PluginKind, type Schema } from '../../../src/sdk/index.ts';
import { strategyText } from './plugin-text.ts';
import { tempFolder } from './temp-folder.ts';

function file<K extends PluginKind>(kind: K, path: string): ResolvedPlugin<K> {
  return { kind, name: 'mine', version: null, package: null, path, entry: path, source: 'path' };
}

function refusal(code: string, message: RegExp, detail: Readonly<Record<string, unknown>> = {}): unknown {
  return expect.objectContaining({
    code,
    message: expect.stringMatching(message),
    detail: expect.objectContaining(detail),
  });
}

describe('loadPlugin', () => {
  const plain = (changed: string): string => `
    const options = { '~standard': { version: 1, vendor: 'x', validate: (value) => ({ value }), jsonSchema: { input: () => ({}) } } };
    const plugin = { kind: 'notifier', name: 'mine', version: '1.0.0', sdk: '^1', options, permissions: {}, create: () => ({}) };
    ${changed}
    export default plugin;`;
  const load = (text: string): Promise<unknown> => {
    const folder = tempFolder({ 'mine.mjs': text });
    return loadPlugin(file('notifier', join(folder, 'mine.mjs')));
  };

  it('returns what the contract describes', async () => {
    await expect(load(plain(''))).resolves.toMatchObject({ kind: 'notifier', name: 'mine' });
  });

  it.each([
    ['delete plugin.create', /create is not a function/],
    ['plugin.kind = "strateggy"', /kind is not one of strategy, exchange, notifier/],
    ['plugin.kind = "strategy"', /subscribe is not a function/],
    ['plugin.name = "Mine!"', /name is not/],
    ['plugin.version = "one"', /version is not/],
    ['plugin.sdk = 1', /sdk is not/],
    ['plugin.options = {}', /options are not a Standard Schema/],
    ['plugin.permissions = { network: "all" }', /permissions are not/],
  ])('refuses the shape after %s', async (changed, message) => {
    await expect(load(plain(changed))).rejects.toEqual(refusal('BOTRC_PLUGIN_SHAPE', message));
  });

  it('refuses a module without a default export', async () => {
    await expect(load('export const x = 1')).rejects.toEqual(
      refusal('BOTRC_PLUGIN_SHAPE', /not an object/, { found: 'undefined' }),
    );
  });

  it('refuses another kind than the one asked for', async () => {
    const folder = tempFolder({ 'mine.mjs': plain('') });
    await expect(loadPlugin(file('exchange', join(folder, 'mine.mjs')))).rejects.toEqual(
      refusal('BOTRC_PLUGIN_KIND', /not a plugin of kind exchange/, { found: 'notifier' }),
    );
  });

  it.each(['^2', '~0.9', 'next'])('refuses the SDK range %s', async (range) => {
    await expect(load(plain(`plugin.sdk = '${range}'`))).rejects.toEqual(
      refusal('BOTRC_PLUGIN_SDK', /SDK/, { found: `sdk ${range}` }),
    );
  });

  it('names what a module throws while it is imported', async () => {
    await expect(load('throw new Error("\\u001b[31mboom")')).rejects.toEqual(
      refusal('BOTRC_PLUGIN_IMPORT', /cannot be imported: Error: {1,2}\[31mboom/),
    );
  });
});

/** Imports a plugin in a plain Node, where no test runner resolves anything. */
function inNode(folder: string, entry: string, more = ''): { readonly out: string; readonly err: string } {
  const script = `
    import { loadPlugin } from ${JSON.stringify(join(PACKAGE_ROOT, 'src/runtime/plugins/load.ts'))};
    import { SDK_VERSION } from ${JSON.stringify(join(PACKAGE_ROOT, 'src/sdk/index.ts'))};
    const path = ${JSON.stringify(join(folder, entry))};
    try {
      const plugin = await loadPlugin({ kind: 'strategy', name: 'mine', version: null, package: null, path, entry: path, source: 'path' });
      ${more}
      console.log(plugin.name, plugin.version);
    } catch (error) {
      console.log(error.code, error.message, error.detail.mend);
    }`;
  const done = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { out: done.stdout.trim(), err: done.stderr };
}

describe('a strategy file in an empty folder', () => {
  it('gets the SDK, its testkit, indicators, sim and zod from the host', () => {
    const own = `
      import * as indicators from '@botrc/indicators';
      import * as sdk from '@botrc/sdk';
      import { FakeClock } from '@botrc/sdk/testkit';
      import '@botrc/sim';
      import { z as z4 } from 'zod/v4';
      globalThis.seen = { same: sdk.BotrcError, parts: [typeof FakeClock, typeof indicators, typeof z4.object] };`;
    const folder = tempFolder({ 'mine.ts': own + strategyText() });
    const compare = `
      const { BotrcError } = await import(${JSON.stringify(join(PACKAGE_ROOT, 'src/sdk/index.ts'))});
      console.log(seen.same === BotrcError, ...seen.parts);`;
    expect(inNode(folder, 'mine.ts', compare)).toEqual({
      out: 'true function object function\nmine 1.2.3',
      err: '',
    });
  });

  it('keeps a zod of its own', () => {
    const folder = tempFolder({
      'mine.ts': strategyText('version: z.own', 'z.schema'),
      'node_modules/zod/package.json':
        '{ "name": "zod", "version": "9.9.9", "type": "module", "exports": "./index.js" }',
      'node_modules/zod/index.js': `export const z = { own: '9.9.9', schema: { '~standard': { version: 1, vendor: 'own', validate: (value) => ({ value }), jsonSchema: { input: () => ({}) } } } };`,
    });
    expect(inNode(folder, 'mine.ts').out).toBe('mine 9.9.9');
  });

  it('is told what it must install', () => {
    const folder = tempFolder({ 'mine.ts': `import 'not-there';${strategyText()}` });
    expect(inNode(folder, 'mine.ts').out).toMatch(
      /^BOTRC_PLUGIN_IMPORT .*'not-there'.* Install what it imports/s,
    );
  });

  it('is told what Node does not strip', () => {
    const folder = tempFolder({
      'node_modules/x/index.ts': strategyText(),
      'enum.ts': `enum Side { Buy }${strategyText()}`,
    });
    expect(inNode(folder, 'node_modules/x/index.ts').out).toMatch(
      /^BOTRC_PLUGIN_IMPORT .* must ship JavaScript/s,
    );
    expect(inNode(folder, 'enum.ts').out).toMatch(/^BOTRC_PLUGIN_IMPORT .* use no enums/s);
  });
});

describe('options', () => {
  const plugin = (options: Schema) =>
    defineNotifier({ name: 'mine', version: '1.0.0', options, create: () => ({}) as never });
  const schema = z.object({
    chat: z.int(),
    quiet: z.object({ from: z.string() }).optional(),
    level: z.string().default('info'),
  });

  it('come back with their defaults', () => {
    expect(checkOptions(plugin(schema), { chat: 1 }, 'notifiers.0.options')).toEqual({
      chat: 1,
      level: 'info',
    });
  });

  it('are refused for a key that the schema does not name, which zod would drop', () => {
    expect(() => checkOptions(plugin(schema), { chat: 1, levle: 'x' }, 'notifiers.0.options')).toThrow(
      refusal('BOTRC_PLUGIN_OPTIONS', /unknown option/, {
        where: 'notifiers.0.options.levle',
        mend: 'Did you mean "level"?',
      }),
    );
    expect(
      optionIssues(plugin(schema), { chat: 1, quiet: { form: '1' }, x: 1 }).map((issue) => issue.path),
    ).toEqual([['quiet', 'form'], ['x']]);
  });

  it('are refused for a value', () => {
    expect(() => checkOptions(plugin(schema), { chat: 'me' }, 'options')).toThrow(
      refusal('BOTRC_PLUGIN_OPTIONS', /expected number/, { where: 'options.chat' }),
    );
  });

  it('are refused where they are validated asynchronously', () => {
    const slow = schema.refine(() => Promise.reject(new Error('later')));
    const standard = { ...slow['~standard'], validate: (value: unknown) => slow.parseAsync(value) };
    const schemaLike = {
      '~standard': { ...standard, validate: async () => ({ value: 1 }) },
    } as unknown as Schema;
    expect(() => checkOptions(plugin(schemaLike), { chat: 1 }, 'options')).toThrow(
      refusal('BOTRC_PLUGIN_OPTIONS', /asynchronously/),
    );
  });

  it('must have a JSON Schema', () => {
    expect(() => checkOptions(plugin(z.object({ when: z.date() })), {}, 'options')).toThrow(
      refusal('BOTRC_PLUGIN_SHAPE', /cannot be written as JSON Schema/),
    );
  });
});

describe('createChecked', () => {
  const plugin = defineNotifier({
    name: 'mine',
    version: '1.0.0',
    options: z.object({}),
    create: () => ({}) as never,
  });

  it('names the plugin that throws, without its secrets', () => {
    const secrets = new SecretSet();
    secrets.add('hunter22');
    const create = (): never => {
      throw new Error('bad token hunter22');
    };
    expect(() => createChecked(plugin, create, secrets)).toThrow(
      refusal('BOTRC_PLUGIN_CREATE', /the notifier "mine" could not be created: Error: bad token •••$/),
    );
  });

  it('keeps what a coded error says', () => {
    const create = (): never => {
      throw new BotrcError('BOTRC_CHAT_UNKNOWN', 'there is no such chat', { found: '7', mend: 'Join it.' });
    };
    expect(() => createChecked(plugin, create)).toThrow(
      refusal('BOTRC_PLUGIN_CREATE', /there is no such chat$/, { found: '7', mend: 'Join it.' }),
    );
  });

  it('wants an object, at once', () => {
    expect(() => createChecked(plugin, () => undefined as unknown as object)).toThrow(
      /create returned undefined/,
    );
    expect(() => createChecked(plugin, () => Promise.reject(new Error('later')))).toThrow(
      /returned a promise/,
    );
  });
});
