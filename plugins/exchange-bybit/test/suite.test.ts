import { exchangeSuite } from '@botrc/sdk/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import bybit from '../src/index.ts';
import { faultsOnDemand, type Sandbox, startSandbox } from '../src/sandbox/index.ts';
import { wallClock } from './support/context.ts';

/** The cases of an account, which is not here, and the one that needs two bars. */
const SKIPPED = /^EX-(22|3[2-9]|4[0-4]|5\d)$/;

const world = () => ({
  clock: wallClock,
  pass: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
});

/** The suite's cases in which things go wrong at the venue. */
const TROUBLES = /^EX-5/;

describe('the Bybit exchange at the sandbox', () => {
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0, source: { kind: 'synthetic', seed: 'suite' } });
  });

  afterAll(() => sandbox.close());

  it.concurrent.for(exchangeSuite)('$id $title', async ({ id, run }, { expect }) => {
    const options = { baseUrl: sandbox.baseUrl, depth: 200 };
    const result = await run({ plugin: bybit, options, instruments: ['BTCUSDT', 'ETHUSDT'], world });
    if (SKIPPED.test(id)) expect(result).toEqual({ skipped: expect.any(String) });
    else expect(result).toBeUndefined();
  });
});

describe('the Bybit exchange with an account at the sandbox', () => {
  /** The case of a venue without execution, and the one that needs two bars. */
  const notHere = ['EX-30', 'EX-22'];
  const cases = exchangeSuite
    .filter(({ id }) => !TROUBLES.test(id))
    .map(({ id, title, run }, at) => ({ id, title, run, key: `suite-${at}` }));
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

describe('the Bybit exchange at the sandbox, where things go wrong', () => {
  const trouble = faultsOnDemand('trade', 'order.create');
  let sandbox: Sandbox;

  beforeAll(async () => {
    const source = { kind: 'synthetic', seed: 'troubles' } as const;
    sandbox = await startSandbox({ port: 0, source, faults: trouble.source });
  });

  afterAll(() => sandbox.close());

  // One after the other: a trouble meets whoever comes next.
  it.for(exchangeSuite.filter(({ id }) => TROUBLES.test(id)))('$id $title', async ({ run }, { expect }) => {
    const fillInParts = () => sandbox.happen({ do: 'partial-fills', probability: 1, minFraction: 0.1 });
    const account = (apiKey: string) => ({ baseUrl: sandbox.baseUrl, apiKey, apiSecret: 'sandboxsecret' });
    const result = await run({
      ...{ plugin: bybit, options: account('sandboxkey'), badKey: account('nobody'), world, mayTrade: true },
      ...{ instruments: ['BTCUSDT'], troubles: { ...trouble.make, fillInParts }, sharesAccount: true },
    });
    expect(result).toBeUndefined();
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
