import { exchangeSuite } from '@botrc/sdk/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import bybit from '../src/index.ts';
import { type Sandbox, startSandbox } from '../src/sandbox/index.ts';
import { wallClock } from './support/context.ts';

/** The cases of an account, which is not here, and the one that needs two bars. */
const SKIPPED = ['EX-32', 'EX-33', 'EX-34', 'EX-35', 'EX-36', 'EX-37', 'EX-38', 'EX-39', 'EX-40', 'EX-22'];

const world = () => ({
  clock: wallClock,
  pass: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
});

describe('the Bybit exchange at the sandbox', () => {
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0, source: { kind: 'synthetic', seed: 'suite' } });
  });

  afterAll(() => sandbox.close());

  it.concurrent.for(exchangeSuite)('$id $title', async ({ id, run }, { expect }) => {
    const options = { baseUrl: sandbox.baseUrl, depth: 200 };
    const result = await run({ plugin: bybit, options, instruments: ['BTCUSDT', 'ETHUSDT'], world });
    if (SKIPPED.includes(id)) expect(result).toEqual({ skipped: expect.any(String) });
    else expect(result).toBeUndefined();
  });
});

describe('the Bybit exchange with an account at the sandbox', () => {
  /** The case of a venue without execution, and the one that needs two bars. */
  const notHere = ['EX-30', 'EX-22'];
  const cases = exchangeSuite.map(({ id, title, run }, at) => ({ id, title, run, key: `suite-${at}` }));
  let sandbox: Sandbox;

  beforeAll(async () => {
    // A user for each case: positions and limits are a user's own.
    const keys = cases.map(({ key }, at) => ({ key, secret: 'secret', uid: String(5000 + at) }));
    sandbox = await startSandbox({ port: 0, source: { kind: 'synthetic', seed: 'account' }, keys });
  });

  afterAll(() => sandbox.close());

  it.concurrent.for(cases)('$id $title', async ({ id, run, key }, { expect }) => {
    const options = { baseUrl: sandbox.baseUrl, apiKey: key, apiSecret: 'secret' };
    const instruments = ['BTCUSDT', 'ETHUSDT'];
    const result = await run({ plugin: bybit, options, instruments, world, mayTrade: true });
    if (notHere.includes(id)) expect(result).toEqual({ skipped: expect.any(String) });
    else expect(result).toBeUndefined();
  });
});

describe('bars of the Bybit exchange, where a minute takes two seconds', () => {
  it('come in sequence and equal the history', async () => {
    const sandbox = await startSandbox({ port: 0, source: { kind: 'synthetic', seed: 'bars' }, speed: 30 });
    try {
      const bars = exchangeSuite.find(({ id }) => id === 'EX-22');
      const options = { baseUrl: sandbox.baseUrl };
      const harness = { plugin: bybit, options, instruments: ['BTCUSDT'], world, barPatienceMs: 10_000 };
      expect(await bars?.run(harness)).toBeUndefined();
    } finally {
      await sandbox.close();
    }
  });
});
