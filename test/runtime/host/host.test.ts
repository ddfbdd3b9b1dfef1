import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { encode } from '../../../src/core/codec.ts';
import type { Event, Input } from '../../../src/core/event.ts';
import { createFacts } from '../../../src/core/facts.ts';
import { systemClock } from '../../../src/runtime/clock/system-clock.ts';
import type { Boot, Host } from '../../../src/runtime/host/host.ts';
import { createInlineHost } from '../../../src/runtime/host/inline.ts';
import { createWorkerHost } from '../../../src/runtime/host/worker.ts';
import { watchHost } from '../../../src/runtime/supervise/watchdog.ts';
import { BTC, CONFIG, ETH, START } from '../../core/harness.ts';

/** A strategy in a file of its own, as a user writes one; `body` is its onBar. */
function strategyFile(body: string): Boot['modules'][number] {
  const entry = join(mkdtempSync(join(tmpdir(), 'botrc-host-')), 'strategy.ts');
  writeFileSync(
    entry,
    `import { defineStrategy, type Bar, type Answer } from '@botrc/sdk';
     import { z } from 'zod';
     export default defineStrategy({
       name: 'scripted', version: '1.0.0', params: z.object({}).strict(),
       subscribe: (_params, { instruments }) => instruments.map(({ id }) => ({ stream: 'bar', instrument: id, interval: '1m' })),
       warmup: () => ({}),
       create() { return { state: { bars: 0 }, onBar(bar: Bar): Answer { ${body} } }; },
     });`,
  );
  const plugin = {
    kind: 'strategy',
    name: 'scripted',
    version: null,
    package: null,
    path: entry,
    entry,
    source: 'path',
  } as const;
  return { owner: 's1', plugin };
}

const BUY =
  "return { type: 'signal', instrument: bar.instrument, side: 'buy', stop: bar.close - 3000, reason: 'test' };";

function bootWith(body: string): Boot {
  const facts = createFacts();
  for (const instrument of [BTC, ETH]) facts.instruments.set(instrument.id, instrument);
  facts.cash.set('USDT', 10_000n * 10n ** 12n);
  facts.feedUp = true;
  return { config: CONFIG, modules: [strategyFile(body)], facts };
}

function bar(seq: number): Event {
  const openMs = START + seq * 60_000;
  const price = { open: 300_000, high: 300_000, low: 300_000, close: 300_000 };
  const input: Input = {
    type: 'bar',
    instrument: 'BTCUSDT',
    interval: '1m',
    openMs,
    time: openMs + 60_000,
    ...price,
    volume: 1,
  };
  return { ...input, seq, at: openMs + 60_000 };
}

const open: Host[] = [];
afterEach(async () => {
  for (const host of open.splice(0)) await host.close();
});
async function opened(host: Host, body: string): Promise<Host> {
  open.push(host);
  await host.open(bootWith(body));
  return host;
}

describe.each([
  ['inline', createInlineHost],
  ['worker', createWorkerHost],
] as const)('the %s host', (_name, create) => {
  it('runs a strategy from a TypeScript file and answers with decisions', async () => {
    const host = await opened(create(), BUY);
    const decisions = await host.step([bar(1), bar(2)]);
    expect(decisions.flatMap((d) => d.effects.filter((e) => e.type === 'submit'))).toHaveLength(1 + 1);
    expect((await host.view()).strategies[0]).toMatchObject({ name: 's1', signals: 2 });
  });

  it('says which strategy would not load, with its code', async () => {
    const host = create();
    open.push(host);
    const boot = bootWith('');
    const modules = boot.modules.map(({ owner, plugin }) => ({
      owner,
      plugin: { ...plugin, entry: `${plugin.entry}.gone` },
    }));
    await expect(host.open({ ...boot, modules })).rejects.toMatchObject({ code: 'BOTRC_PLUGIN_IMPORT' });
  });

  it('takes over facts and market memory from another host and goes on from there', async () => {
    const old = await opened(create(), BUY);
    await old.step([bar(1)]);
    const memory = await old.remember();
    const next = await opened(create(), '');
    await next.adopt(bootWith('').facts ?? createFacts(), memory);
    expect((await next.view()).market[0]?.last).toBe('30000.0');
  });

  it('rejects every call once it is closed', async () => {
    const host = await opened(create(), BUY);
    await host.close();
    await expect(host.step([bar(1)])).rejects.toThrow(/closed/);
  });
});

describe('the worker host', () => {
  it('gives byte for byte what the inline host gives', async () => {
    const [inline, worker] = [await opened(createInlineHost(), BUY), await opened(createWorkerHost(), BUY)];
    const events = Array.from({ length: 50 }, (_, i) => bar(i + 1));
    expect(encode(await worker.step(events))).toBe(encode(await inline.step(events)));
  });

  it('contains a strategy that eats memory', async () => {
    const host = await opened(
      createWorkerHost(),
      'const all: unknown[] = []; for (;;) all.push(new Array(1e5).fill(bar));',
    );
    await expect(host.step([bar(1)])).rejects.toMatchObject({ code: 'BOTRC_HOST_DIED' });
  });

  it('keeps the environment from its strategies', async () => {
    process.env.BOTRC_TEST_SECRET = 'planted';
    const host = await opened(
      createWorkerHost(),
      "throw new Error('env ' + Object.keys(process.env).length);",
    );
    await host.step([bar(1)]);
    expect((await host.view()).strategies[0]?.reason).toBe('it threw Error: env 0');
  });

  it('names the strategy that blocks, to a watchdog in another thread', async () => {
    const host = await opened(createWorkerHost(), 'for (;;) { if (bar.close < 0) break; }');
    const blocked = new Promise<string>((resolve) => {
      const unwatch = watchHost(
        systemClock(),
        200,
        () => host,
        (owner) => {
          unwatch();
          resolve(owner);
        },
      );
    });
    const lost = expect(host.step([bar(1)])).rejects.toMatchObject({ code: 'BOTRC_HOST_DIED' });
    expect(await blocked).toBe('s1');
    await host.close();
    await lost;
  });
});
