import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Sandbox, startSandbox } from '../../plugins/exchange-bybit/src/sandbox/index.ts';
import { type RunningBot, startBot } from '../../src/runtime/bot.ts';

// What a strike of Bybit's disconnect-cancel-all leaves of a position's protection, at the worst reading of its
// documentation: conditional orders, and so the stop, are cancelled too.

const PAPER = join(import.meta.dirname, '../fixtures/venue/exchange-bybit-paper');
const PATIENT = { timeout: 60_000, interval: 50 };

/** Enters once it may, with a stop and a target that the market does not reach, and holds. */
const HOLDER = `
import { defineStrategy } from '@botrc/sdk';
import { z } from 'zod';
export default defineStrategy({
  name: 'holder', version: '1.0.0', params: z.strictObject({}),
  subscribe: (_params, { instruments }) => instruments.map(({ id }) => ({ stream: 'ticker', instrument: id })),
  warmup: () => ({}),
  create: () => ({
    state: { entered: false },
    onTicker(ticker, context) {
      const last = ticker.last;
      if (this.state.entered || last === undefined) return undefined;
      this.state.entered = true;
      const price = (by) => Math.round(last * by / 10) * 10;
      const targets = [{ price: price(1.2), fraction: 1 }];
      return { type: 'signal', instrument: ticker.instrument, side: 'buy', stop: price(0.8), targets, reason: 'once', expiresMs: 60000 };
    },
    onRefused() {
      this.state.entered = false;
    },
  }),
});
`;

let home: string;
let venue: Sandbox;
let bot: RunningBot;
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'botrc-dcp-'));
  venue = await startSandbox({
    port: 0,
    source: { kind: 'synthetic', seed: 'dead-man' },
    keys: [{ key: 'k', secret: 's', uid: '1', dcp: true, cash: 100_000 }],
  });
  writeFileSync(join(home, 'holder.ts'), HOLDER);
  writeFileSync(
    join(home, 'p.yml'),
    `mode: paper
exchange:
  plugin: ${JSON.stringify(PAPER)}
  options: { baseUrl: "${venue.baseUrl}", apiKey: "\${K}", apiSecret: "\${S}" }
instruments: [BTCUSDT]
strategies: [{ plugin: ./holder.ts }]
`,
  );
  const profile = join(home, 'p.yml');
  bot = await startBot({ profile, name: 'p', home, cwd: home, env: { HOME: home, K: 'k', S: 's' }, set: [] });
});
afterEach(async () => {
  await bot.stop({ flatten: false });
  await venue.close();
  rmSync(home, { recursive: true });
});

describe('a position whose orders the venue cancels for silence', () => {
  it('has a new stop and target at once, of the same size and prices', { timeout: 120_000 }, async () => {
    const account = () => venue.bank.opened('1') ?? expect.unreachable('no account');
    const protection = () =>
      account()
        .ledger.open()
        .filter((row) => row.reduceOnly)
        .map(({ status, qty, price, triggerPrice }) => ({ status, qty, price, triggerPrice }))
        .sort((a, b) => a.status.localeCompare(b.status));
    // The entry may fill in parts, and the stop follows: until it is done and both are of one size.
    await vi.waitFor(() => {
      const [target, stop, ...more] = protection();
      expect([target?.status, stop?.status, more]).toEqual(['New', 'Untriggered', []]);
      expect(stop?.qty).toBe(target?.qty);
      expect(account().ledger.open()).toHaveLength(2);
    }, PATIENT);
    const before = protection();
    const ids = account()
      .ledger.open()
      .map((row) => row.orderLinkId);
    const { deadMan } = account();
    if (deadMan === undefined) expect.unreachable('no switch');
    deadMan.takesStops = true;
    deadMan.strike();
    await vi.waitFor(() => {
      for (const id of ids)
        expect(account().ledger.find('', id)).toMatchObject({ cancelType: 'CancelByDCP' });
      expect(protection()).toEqual(before);
    }, PATIENT);
  });
});
