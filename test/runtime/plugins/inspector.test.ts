import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { describePlugin, PluginInspector } from '../../../src/runtime/plugins/inspector.ts';
import type { ResolvedPlugin } from '../../../src/runtime/plugins/resolved.ts';
import type { Instrument, StrategyEnvironment } from '../../../src/sdk/index.ts';
import { FakeClock } from '../../../src/sdk/testkit/index.ts';
import { strategyText } from './plugin-text.ts';
import { tempFolder } from './temp-folder.ts';

const open: PluginInspector[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((inspector) => inspector.close()));
});

function inspector(clock?: FakeClock): PluginInspector {
  const made = new PluginInspector(clock === undefined ? undefined : { clock, deadlineMs: 1000 });
  open.push(made);
  return made;
}

function strategy(text: string): ResolvedPlugin<'strategy'> {
  const path = join(tempFolder({ 'mine.ts': text }), 'mine.ts');
  return { kind: 'strategy', name: 'mine', version: null, package: null, path, entry: path, source: 'path' };
}

const instrument: Instrument = {
  id: 'BTCUSDT',
  venue: 'demo',
  kind: 'linear',
  base: 'BTC',
  quote: 'USDT',
  settle: 'USDT',
  priceScale: 2,
  quantityScale: 3,
  tick: 10,
  lot: 1,
  minQuantity: 1,
  maxQuantity: 1_000_000,
  maxMarketQuantity: 1_000_000,
  minNotional: 5_000_000_000_000n,
  maxLeverage: 100,
  fundingIntervalMs: 28_800_000,
  status: 'trading',
};
const environment: StrategyEnvironment = { owner: 'trend', instruments: [instrument] };

it('describes a strategy that this thread never imports', async () => {
  const plugin = strategy(`globalThis.imported = true; console.log('noise');${strategyText()}`);
  expect(await describePlugin(plugin)).toMatchObject({
    meta: { kind: 'strategy', name: 'mine', version: '1.2.3', sdk: '^1' },
    permissions: {},
    optionsJsonSchema: { type: 'object', properties: { fast: { type: 'integer', default: 9, minimum: 1 } } },
  });
  expect(globalThis).not.toHaveProperty('imported');
});

it('shows it no environment', async () => {
  const plugin = strategy(`const secrets = JSON.stringify(process.env);${strategyText('sdk: secrets')}`);
  await expect(describePlugin(plugin)).rejects.toMatchObject({
    code: 'BOTRC_PLUGIN_SDK',
    detail: { found: 'sdk {}' },
  });
});

it('asks for options and for what a strategy wants, in one thread', async () => {
  const plugin = strategy(strategyText());
  const one = inspector();
  const [issues, plan, description] = await Promise.all([
    one.optionIssues(plugin, { fsat: 3 }),
    one.planStrategy(plugin, {}, environment),
    one.describe(plugin),
  ]);
  expect(issues).toEqual([
    { wrong: 'key', path: ['fsat'], message: 'unknown option', mend: 'Did you mean "fast"?' },
  ]);
  expect(plan).toEqual({
    version: '1.2.3',
    subscriptions: [{ stream: 'trade', instrument: 'BTCUSDT' }],
    warmup: { '1m': 5 },
  });
  expect(description.meta.name).toBe('mine');
  await expect(one.planStrategy(plugin, { fast: 0 }, environment)).rejects.toMatchObject({
    code: 'BOTRC_PLUGIN_OPTIONS',
    detail: { where: 'trend.params.fast' },
  });
});

it('sees that a strategy cannot be created', async () => {
  const plugin = strategy(strategyText("create: () => { throw new Error('no luck'); }"));
  await expect(inspector().planStrategy(plugin, {}, environment)).rejects.toMatchObject({
    code: 'BOTRC_PLUGIN_CREATE',
    message: 'the strategy "mine" could not be created: Error: no luck',
  });
});

it.each([
  ['ends its thread', 'process.exit(3);'],
  ['never finishes loading', 'await new Promise(() => {});'],
  ['throws later', 'setImmediate(() => { throw new Error("late"); }); await new Promise(() => {});'],
])('survives a plugin that %s, and asks on', async (_, code) => {
  const one = inspector();
  await expect(one.describe(strategy(code + strategyText()))).rejects.toMatchObject({
    code: 'BOTRC_PLUGIN_IMPORT',
  });
  await expect(one.describe(strategy(strategyText()))).resolves.toMatchObject({ meta: { name: 'mine' } });
});

it('starts another thread after one that ended between two questions', async () => {
  const one = inspector();
  const ends = strategy(`setTimeout(() => process.exit(), 1);${strategyText()}`);
  const tells = strategy(
    `import { threadId } from 'node:worker_threads';${strategyText("version: '0.0.' + threadId")}`,
  );
  await one.describe(ends);
  const first = (await one.describe(tells).catch(() => undefined))?.meta.version;
  // Until the thread has ended it answers, and where it ends under a question that is refused.
  let version = first;
  while (version === first)
    version = (await one.describe(tells).catch(() => undefined))?.meta.version ?? version;
  expect(version).toMatch(/^0\.0\.\d+$/);
});

it('gives up on a plugin that blocks its thread, at the deadline', async () => {
  const clock = new FakeClock();
  const one = inspector(clock);
  const asked = one.describe(strategy(`for (;;);${strategyText()}`));
  await new Promise(setImmediate);
  clock.advance(1000);
  await expect(asked).rejects.toMatchObject({ code: 'BOTRC_PLUGIN_IMPORT', message: /blocks its thread/ });
  expect(clock.nextDue).toBeUndefined();
});
