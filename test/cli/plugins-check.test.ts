import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exit-code.ts';
import { Sandbox } from './run-bot.ts';

const sandbox = new Sandbox();
afterAll(async () => sandbox.remove());

/** Keeps every close: what ST-13 is for. */
const LEAKY = `
import { defineStrategy } from '@botrc/sdk';
import { z } from 'zod';
export default defineStrategy({
  name: 'leaky', version: '1.0.0', params: z.object({}),
  subscribe: (_, { instruments }) => instruments.map(({ id }) => ({ stream: 'bar', instrument: id, interval: '1m' })),
  warmup: () => ({}),
  create: () => {
    const state = { closes: [] };
    return { state, onBar: (bar) => void state.closes.push(bar.close) };
  },
});
`;

it('names each strategy that comes with botrc and finds nothing wrong with it', async () => {
  const { code, stdout } = await sandbox.bot('plugins', 'check', 'ema-cross');
  expect(code).toBe(EXIT.done);
  expect(stdout).toMatch(/ema-cross \d+\.\d+\.\d+ \d+ passed, 0 failed, 0 skipped/);
  expect(stdout).toMatch(/passed +ST-07 knows nothing of the future/);
}, 120_000);

it('says what is wrong with one that leaks, and ends with 1', async () => {
  const file = join(sandbox.folder, 'leaky.ts');
  writeFileSync(file, LEAKY);
  const { code, stdout } = await sandbox.bot('plugins', 'check', file, '--json');
  expect(code).toBe(EXIT.failed);
  const report = JSON.parse(stdout) as {
    strategy: string;
    failed: number;
    findings: Record<string, string>[];
  };
  expect(report).toMatchObject({ strategy: 'leaky', failed: 1 });
  expect(report.findings.filter((f) => f.result === 'failed')).toEqual([
    expect.objectContaining({ id: 'ST-13', reason: expect.stringContaining('its state grew') }),
  ]);
}, 120_000);

it('refuses parameters that are no JSON', async () => {
  const { code } = await sandbox.bot('plugins', 'check', 'ema-cross', '--params', '{fast: 5}');
  expect(code).toBe(EXIT.usage);
});
