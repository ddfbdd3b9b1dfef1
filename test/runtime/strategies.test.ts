import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { Calls } from '../../src/core/view/calls.ts';
import { replayBot } from '../../src/runtime/replay/replay-bot.ts';
import { startTapeBot, type TapeBot } from './tape-bot.ts';

// T-9: strategies are listed, added, edited, removed, started and stopped while the bot runs.

const PROFILE = `
mode: paper
exchange: { plugin: demo, options: { speed: 60 } }
instruments: [BTCUSDT, ETHUSDT, SOLUSDT]
strategies:
  - { name: trend, plugin: ema-cross, instruments: [BTCUSDT], params: { fast: 3, slow: 8 } }
  - { name: other, plugin: ema-cross, instruments: [ETHUSDT], params: { fast: 4, slow: 9 } }
execution: { antiChurnMinutes: 0 }
host: inline
`;

/** Buys at the close of every minute that finds it flat; `when` makes it throw. */
const BUYER = (when = 'false'): string => `
import { defineStrategy } from '@botrc/sdk';
import { z } from 'zod';
export default defineStrategy({
  name: 'buyer', version: '1.0.0', params: z.object({ every: z.int().min(1).default(1) }),
  subscribe: (_, { instruments }) => instruments.flatMap(({ id }) => [
    { stream: 'bar', instrument: id, interval: '1m' }, { stream: 'ticker', instrument: id }]),
  warmup: () => ({ '1m': 3 }),
  create: () => {
    const state = { bars: 0, tickers: 0 };
    return {
      state,
      onTicker(ticker, context) { state.tickers++; if (${when}) throw new Error('no more'); },
      onBar(bar, context) {
        if (!context.warm || context.position(bar.instrument).quantity !== 0) return;
        return { type: 'signal', instrument: bar.instrument, side: 'buy', stop: Math.floor(bar.close * 0.98), reason: 'flat' };
      },
    };
  },
});
`;

const FILES = mkdtempSync(join(tmpdir(), 'botrc-strategies-'));
writeFileSync(join(FILES, 'p.yml'), PROFILE);
writeFileSync(join(FILES, 'buyer.ts'), BUYER());
writeFileSync(join(FILES, 'fails.ts'), BUYER('true'));
afterAll(() => rmSync(FILES, { recursive: true }));

type Edit = Calls['editStrategy']['params'];
const homes: string[] = [];
afterEach(() => {
  for (const home of homes.splice(0)) rmSync(home, { recursive: true, force: true });
});

async function started(home = mkdtempSync(join(tmpdir(), 'botrc-edit-')), life = {}) {
  if (!homes.includes(home)) homes.push(home);
  const profile = join(FILES, 'p.yml');
  const tape = await startTapeBot(profile, [], home, life);
  await tape.run(3_000);
  const edit = (params: Partial<Edit> & Pick<Edit, 'action'>) =>
    tape.bot.handle.call('editStrategy', { positions: 'keep', dryRun: false, ...params });
  const rows = async () => {
    const list = await tape.bot.handle.call('strategies', {});
    return Object.fromEntries(list.map((row) => [row.name, row]));
  };
  return { tape, edit, rows, home };
}
const buyer = { plugin: join(FILES, 'buyer.ts'), instruments: ['SOLUSDT'] };

async function holds(tape: TapeBot, owner: string): Promise<void> {
  const { facts } = tape.session.parts;
  const held = () => [...facts.positions.values()].some((p) => p.owner === owner && p.quantity !== 0);
  for (let i = 0; i < 30 && !held(); i++) await tape.run(500);
  expect(held()).toBe(true);
}

describe('the strategies of a running bot', () => {
  it('are listed as they run', async () => {
    const { tape, rows } = await started();
    expect(await rows()).toMatchObject({
      trend: { state: 'running', from: 'profile', instruments: ['BTCUSDT'], params: { fast: 3, slow: 8 } },
      other: { state: 'running', from: 'profile', positions: [] },
    });
    await tape.stop();
  }, 60_000);

  it('come, change, stop, start and go, each by a swap that the journal has; a restart goes on with them', async () => {
    const { tape, edit, rows, home } = await started();
    const { facts } = tape.session.parts;
    const added = await edit({ action: 'add', change: buyer });
    expect(added).toMatchObject({ name: 'buyer', switched: true });
    await holds(tape, 'buyer');
    await edit({ action: 'edit', name: 'trend', change: { params: { fast: 2, slow: 5 }, riskShare: 0.5 } });
    await edit({ action: 'stop', name: 'other' });
    await tape.run(2_000);
    expect(await rows()).toMatchObject({
      buyer: { from: 'added', state: 'running', positions: ['SOLUSDT'] },
      trend: { from: 'edited', params: { fast: 2, slow: 5 }, riskShare: 0.5 },
      other: { from: 'edited', state: 'stopped', reason: 'stopped by the operator' },
    });
    expect(tape.session.config?.strategies.map(({ owner }) => owner)).toEqual(['trend', 'buyer']);
    const { run } = tape.session.parts;
    const edits = facts.edits;
    await tape.stop();
    const quiet = (): void => undefined;
    const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
    const { parting } = await replayBot({ folder: tape.folder, cwd: home, pluginsFolder: home, run, log });
    expect(parting).toBeUndefined();

    const next = await started(home, { run: 'next', startMs: 1_700_000_600_000 });
    expect(next.tape.session.parts.facts.edits).toEqual(edits);
    expect(await next.rows()).toMatchObject({
      buyer: { from: 'added', positions: ['SOLUSDT'] },
      trend: { params: { fast: 2 } },
      other: { state: 'stopped' },
    });
    await next.edit({ action: 'start', name: 'other' });
    await next.edit({ action: 'remove', name: 'trend' });
    expect(Object.keys(await next.rows()).sort()).toEqual(['buyer', 'other']);
    // The profile once more: as its file has it. What is held stays, guarded by its stop.
    const profile = next.tape.session.parts.profile.files[0] ?? '';
    await next.tape.bot.handle.call('switch', { profile, positions: 'keep', dryRun: false });
    expect(await next.rows()).toMatchObject({ trend: { from: 'profile' }, other: { from: 'profile' } });
    await next.tape.stop();
  }, 120_000);

  it('close what they hold first, where that is wanted', async () => {
    const { tape, edit } = await started();
    await edit({ action: 'add', change: buyer });
    await holds(tape, 'buyer');
    const removing = edit({ action: 'remove', name: 'buyer', positions: 'flatten' });
    let done = false;
    void removing.finally(() => {
      done = true;
    });
    while (!done) {
      await new Promise((resolve) => setImmediate(resolve));
      await tape.run(50);
    }
    expect(await removing).toMatchObject({
      positions: expect.arrayContaining([
        { instrument: 'SOLUSDT', strategy: 'buyer', fate: 'is closed first' },
      ]),
    });
    const held = [...tape.session.parts.facts.positions.values()].filter((p) => p.owner === 'buyer');
    expect(held.every(({ quantity }) => quantity === 0)).toBe(true);
    await tape.stop();
  }, 60_000);

  const REFUSED = [
    [{ action: 'add', change: { plugin: 'ema-cross' }, name: 'trend' }, 'BOTRC_STRATEGY_TAKEN'],
    [{ action: 'stop', name: 'tend' }, 'BOTRC_STRATEGY_UNKNOWN'],
    [{ action: 'add', change: { plugin: 'no-such-thing' } }, 'BOTRC_PLUGIN_NOT_FOUND'],
    [{ action: 'edit', name: 'trend', change: { params: { fats: 3 } } }, 'BOTRC_PLUGIN_OPTIONS'],
    [{ action: 'edit', name: 'trend', change: { instruments: ['DOGEUSDT'] } }, 'BOTRC_CONFIG_VALUE'],
    [
      { action: 'add', change: { plugin: join(FILES, 'fails.ts'), instruments: ['SOLUSDT'] } },
      'BOTRC_REFUSED_SWITCH',
    ],
  ] as const satisfies readonly (readonly [Partial<Edit>, string])[];

  it('stay as they are where a change is refused, each with its code', async () => {
    const { tape, edit, rows } = await started();
    const before = await rows();
    for (const [params, code] of REFUSED) {
      await expect(edit(params), code).rejects.toMatchObject({ code });
      expect(Object.keys(await rows())).toEqual(Object.keys(before));
    }
    expect(tape.session.parts.facts.edits).toEqual([]);
    await tape.stop();
  }, 60_000);

  it('that were stopped by name stay so when another changes, and begin afresh when started', async () => {
    const { tape, edit, rows } = await started();
    await tape.session.command({ kind: 'stop-strategy', owner: 'other', reason: 'it blocked' });
    await edit({ action: 'edit', name: 'trend', change: { riskShare: 0.5 } });
    expect(await rows()).toMatchObject({ other: { state: 'stopped', reason: 'it blocked' } });
    await edit({ action: 'start', name: 'other' });
    expect(await rows()).toMatchObject({ other: { state: 'running' } });
    expect(await edit({ action: 'start', name: 'other' })).toMatchObject({ switched: false });
    await tape.stop();
  }, 60_000);

  it('can all be stopped: the bot goes on without any', async () => {
    const { tape, edit, rows } = await started();
    await edit({ action: 'stop', name: 'trend' });
    await edit({ action: 'stop', name: 'other' });
    await tape.run(2_000);
    expect(Object.values(await rows()).map(({ state }) => state)).toEqual(['stopped', 'stopped']);
    await edit({ action: 'start', name: 'trend' });
    expect(await rows()).toMatchObject({ trend: { state: 'running' } });
    await tape.stop();
  }, 60_000);
});
