import { faultsOnDemand, type Sandbox, startSandbox } from '@botrc/exchange-bybit/sandbox';
import { exchangeSuite } from '@botrc/sdk/testkit';
import { afterAll, beforeAll, describe, it } from 'vitest';
import ccxt from '../src/index.ts';
import { bybitAt, world } from './support/at-sandbox.ts';

const instruments = ['BTCUSDT', 'ETHUSDT'];

/** The suite's cases in which things go wrong at the venue. */
const TROUBLES = /^EX-5/;

describe("ccxt's bybit at the sandbox, without a key", () => {
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0, source: { kind: 'synthetic', seed: 'ccxt suite' } });
  });

  afterAll(() => sandbox.close());

  /** The market's cases run below as well; what differs without a key is the account. */
  const cases = exchangeSuite.filter(({ id }) => /^EX-(03|04|20|3\d|4\d)$/.test(id));

  it.concurrent.for(cases)('$id $title', async ({ id, run }, { expect }) => {
    const result = await run({ plugin: ccxt, options: bybitAt(sandbox.baseUrl), instruments, world });
    if (/^EX-(3[2-9]|4[0-4])$/.test(id)) expect(result).toEqual({ skipped: expect.any(String) });
    else expect(result).toBeUndefined();
  });
});

describe("ccxt's bybit at the sandbox, with an account", () => {
  /** The case of a venue without execution, and the one that needs two bars. */
  const notHere = ['EX-30', 'EX-22'];
  const cases = exchangeSuite
    .filter(({ id }) => !TROUBLES.test(id))
    .map(({ id, title, run }, at) => ({ id, title, run, key: `suite-${at}` }));
  let sandbox: Sandbox;

  beforeAll(async () => {
    // A user for each case: positions and limits are a user's own.
    const keys = cases.map(({ key }, at) => ({ key, secret: 'secret', uid: String(5000 + at) }));
    sandbox = await startSandbox({ port: 0, source: { kind: 'synthetic', seed: 'ccxt account' }, keys });
  });

  afterAll(() => sandbox.close());

  it.concurrent.for(cases)('$id $title', async ({ id, run, key }, { expect }) => {
    const options = { ...bybitAt(sandbox.baseUrl), apiKey: key, secret: 'secret', depth: 10 };
    const result = await run({ plugin: ccxt, options, instruments, world, mayTrade: true });
    if (notHere.includes(id)) expect(result).toEqual({ skipped: expect.any(String) });
    else expect(result).toBeUndefined();
  });
});

describe("ccxt's bybit at the sandbox, where things go wrong", () => {
  const trouble = faultsOnDemand('rest', '/v5/order/create');
  let sandbox: Sandbox;

  beforeAll(async () => {
    const source = { kind: 'synthetic', seed: 'ccxt troubles' } as const;
    sandbox = await startSandbox({ port: 0, source, faults: trouble.source });
  });

  afterAll(() => sandbox.close());

  // One after the other: a trouble meets whoever comes next.
  it.for(exchangeSuite.filter(({ id }) => TROUBLES.test(id)))('$id $title', async ({ run }, { expect }) => {
    const fillInParts = () => sandbox.happen({ do: 'partial-fills', probability: 1, minFraction: 0.1 });
    const account = (apiKey: string) => ({ ...bybitAt(sandbox.baseUrl), apiKey, secret: 'sandboxsecret' });
    const result = await run({
      ...{ plugin: ccxt, options: account('sandboxkey'), badKey: account('nobody'), world, mayTrade: true },
      ...{ instruments: ['BTCUSDT'], troubles: { ...trouble.make, fillInParts }, sharesAccount: true },
    });
    expect(result).toBeUndefined();
  });
});

describe("bars of ccxt's bybit, where a minute takes two seconds", () => {
  it('come in sequence and equal the history', async ({ expect }) => {
    const sandbox = await startSandbox({ port: 0, source: { kind: 'synthetic', seed: 'bars' }, speed: 30 });
    try {
      const bars = exchangeSuite.find(({ id }) => id === 'EX-22');
      const harness = {
        plugin: ccxt,
        options: bybitAt(sandbox.baseUrl),
        instruments,
        world,
        barPatienceMs: 15_000,
      };
      expect(await bars?.run(harness)).toBeUndefined();
    } finally {
      await sandbox.close();
    }
  });
});
