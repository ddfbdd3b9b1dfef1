import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Sandbox } from './run-bot.ts';

let sandbox: Sandbox;
beforeAll(() => {
  sandbox = new Sandbox();
  const profile = (name: string, text: string): void =>
    writeFileSync(join(sandbox.folder, 'profiles', `${name}.yml`), text);
  mkdirSync(join(sandbox.folder, 'profiles'));
  profile('mine', 'extends: demo\nrisk:\n  maxPositions: 1\n');
  profile('misspelt', 'extends: demo\nriks:\n  maxPositions: 1\n');
  profile('wrong', 'extends: demo\nrisk:\n  maxPositions: many\n  forbidFlip: 3\n');
  profile('broken', 'extends: demo\n  risk: [\n');
  profile('stranger', 'extends: demo\nexchange:\n  plugin: bybt\n');
});
afterAll(() => sandbox.remove());

describe('bot profiles', () => {
  it('list names those of the project and those that come with botrc, broken ones too', async () => {
    const { code, document } = await sandbox.json('profiles', 'list');
    expect(code).toBe(0);
    const rows = document.profiles as { name: string; source: string; problem?: { code: string } }[];
    expect(rows).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'mine', source: 'project' }),
        expect.objectContaining({ name: 'demo', source: 'bundled' }),
        expect.objectContaining({
          name: 'broken',
          problem: expect.objectContaining({ code: 'BOTRC_CONFIG_SYNTAX' }),
        }),
      ]),
    );
    expect((await sandbox.bot('profiles', 'list')).stdout).toMatch(/^mine +project/m);
  });

  it('show tells where each value came from', async () => {
    const { document } = await sandbox.json('profiles', 'show', 'mine', '--set', 'sizing.leverage=2');
    expect(document.values).toEqual(
      expect.arrayContaining([
        { path: 'risk.maxPositions', value: '1', origin: 'profiles/mine.yml:3:17' },
        { path: 'sizing.leverage', value: '2', origin: '--set sizing.leverage' },
      ]),
    );
  });

  it('diff names what differs', async () => {
    const { document } = await sandbox.json('profiles', 'diff', 'demo', 'mine');
    expect(document).toMatchObject({ from: 'demo', to: 'mine' });
    expect(document.diff.map((row: { path: string }) => row.path)).toContain('risk.maxPositions');
    expect((await sandbox.bot('profiles', 'diff', 'mine', 'mine')).stdout).toContain('do not differ');
  });

  it('validate accepts a sound profile', async () => {
    expect(await sandbox.json('profiles', 'validate', 'mine')).toMatchObject({
      code: 0,
      document: { profile: 'mine', valid: true, errors: [] },
    });
  });

  it.each([
    ['an unknown profile', 'mne', 'BOTRC_PROFILE_UNKNOWN', undefined, 'mine'],
    ['a misspelt key', 'misspelt', 'BOTRC_CONFIG_UNKNOWN_KEY', 'profiles/misspelt.yml:2:1', 'risk'],
    ['a wrong type', 'wrong', 'BOTRC_CONFIG_TYPE', 'profiles/wrong.yml:3:17', undefined],
    [
      'broken YAML',
      'broken',
      'BOTRC_CONFIG_SYNTAX',
      expect.stringContaining('profiles/broken.yml:'),
      undefined,
    ],
    ['an unknown plugin', 'stranger', 'BOTRC_PLUGIN_NOT_FOUND', 'profiles/stranger.yml:3:11', 'bybit'],
  ])('validate and start refuse %s with code, place and mend', async (_what, name, code, where, mend) => {
    for (const command of [
      ['profiles', 'validate', name],
      ['start', '--headless', '--profile', name],
    ]) {
      const ended = await sandbox.json(...command);
      expect(ended).toMatchObject({ code: 2, document: { error: { code } } });
      if (where !== undefined) expect(ended.document.error.where).toEqual(where);
      if (mend !== undefined) expect(ended.document.error.mend).toContain(mend);
    }
    expect((await sandbox.json('status')).code).toBe(4);
  });

  it('validate lists everything that is wrong', async () => {
    const { document } = await sandbox.json('profiles', 'validate', 'wrong');
    expect(document.errors.length).toBe(2);
    expect(document.error).toEqual(document.errors[0]);
  });
});

describe('bot plugins', () => {
  it('list names the bundled ones', async () => {
    const { document } = await sandbox.json('plugins', 'list');
    expect(document.plugins).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'strategy', name: 'ema-cross', source: 'bundled' }),
      ]),
    );
  });

  it('info shows options with their defaults', async () => {
    const { code, stdout } = await sandbox.bot('plugins', 'info', 'ema-cross');
    expect(code).toBe(0);
    expect(stdout).toMatch(/fast +integer >= \d+ .*default \d+/);
    expect((await sandbox.json('plugins', 'info', 'ema-cross')).document.meta.kind).toBe('strategy');
  });

  it('info suggests the nearest', async () => {
    expect(await sandbox.json('plugins', 'info', 'ema-cros')).toMatchObject({
      code: 2,
      document: { error: { code: 'BOTRC_PLUGIN_NOT_FOUND', mend: expect.stringContaining('"ema-cross"') } },
    });
  });
});
