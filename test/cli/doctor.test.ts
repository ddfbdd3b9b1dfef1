import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox } from '../../plugins/exchange-bybit/src/sandbox/index.ts';
import { acquireLock } from '../../src/runtime/lock.ts';
import { Sandbox } from './run-bot.ts';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = new Sandbox();
});
afterEach(() => sandbox.remove());

interface Finding {
  readonly check: string;
  readonly state: string;
  readonly text: string;
  readonly mend?: string;
}

async function doctor(...args: string[]): Promise<{ code: number | null; findings: readonly Finding[] }> {
  const { code, document } = await sandbox.json('doctor', ...args);
  return { code, findings: document.findings };
}

/** Paper on Bybit's protocol without notifiers, at a sandbox of ours. */
function profile(baseUrl: string): void {
  mkdirSync(join(sandbox.folder, 'profiles'), { recursive: true });
  writeFileSync(
    join(sandbox.folder, 'profiles', 'mine.yml'),
    `extends: bybit-paper\nnotifiers: []\nexchange: { plugin: bybit, options: { baseUrl: "${baseUrl}" } }\n`,
  );
}

describe('bot doctor', () => {
  it('finds nothing wrong with a new install, and says so a line each', async () => {
    const { code, stdout } = await sandbox.bot('doctor');
    expect(code).toBe(0);
    for (const check of ['node', 'terminal', 'config', 'home', 'plugin', 'profile']) {
      expect(stdout).toMatch(new RegExp(`^ok +${check} `, 'm'));
    }
  });

  it('has a mend for every warning and failure', async () => {
    acquireLock(join(sandbox.home, 'demo'), { pid: process.pid, startedMs: 1, profile: 'demo' }).release();
    writeFileSync(join(sandbox.home, 'demo', 'kill.latch'), '{}');
    writeFileSync(join(sandbox.folder, '.botrc.yml'), 'hme: x\n');
    const broken = await doctor();
    expect(broken.code).toBe(1);
    expect(broken.findings).toContainEqual(
      expect.objectContaining({
        check: 'config',
        state: 'fail',
        text: expect.stringContaining('BOTRC_CONFIG_UNKNOWN_KEY'),
      }),
    );
    writeFileSync(join(sandbox.folder, '.botrc.yml'), '');
    const latched = await doctor();
    expect(latched.findings).toContainEqual(
      expect.objectContaining({
        check: 'bot',
        state: 'warning',
        mend: expect.stringContaining('bot resume'),
      }),
    );
    for (const { state, mend } of [...broken.findings, ...latched.findings]) {
      expect(mend === undefined).toBe(state === 'ok');
    }
  });

  it('warns of files that others can read', async () => {
    const folder = join(sandbox.home, 'demo');
    acquireLock(folder, { pid: process.pid, startedMs: 1, profile: 'demo' }).release();
    chmodSync(folder, 0o755);
    expect((await doctor()).findings).toContainEqual(
      expect.objectContaining({
        check: 'files',
        state: 'warning',
        mend: `Run: chmod -R go= ${sandbox.home}`,
      }),
    );
  });

  it("reaches the profile's exchange, compares clocks and looks for the instruments", async () => {
    const venue = sandbox.spawn(['sandbox', '--synthetic', '7']);
    const line = await new Promise<Buffer>((resolve) => venue.stdout.once('data', resolve));
    profile(JSON.parse(String(line)).baseUrl);
    const { code, findings } = await doctor('--profile', 'mine');
    expect(findings.filter((finding) => finding.state !== 'ok')).toEqual([]);
    expect(code).toBe(0);
    expect(findings.map((finding) => finding.check)).toEqual(
      expect.arrayContaining(['network', 'clock', 'instruments']),
    );
  });

  it.each([
    ['trade', {}, 'ok', /may trade, and may not withdraw/],
    ['withdraw', { withdraw: true }, 'fail', /may withdraw .*BOTRC_EXCHANGE_KEY/],
    ['only read', { readOnly: true }, 'fail', /read-only .*BOTRC_EXCHANGE_KEY/],
  ])('looks at a key that may %s, and shows nothing of it (K-1)', async (_, rights, state, text) => {
    const key = 'planted-key-7d1';
    const venue = await startSandbox({
      port: 0,
      source: { kind: 'synthetic', seed: 'doctor' },
      keys: [{ key, secret: 'planted-secret-7d1', ...rights }],
    });
    try {
      const options = `{ baseUrl: "${venue.baseUrl}", apiKey: "\${BYBIT_KEY}", apiSecret: "\${BYBIT_SECRET}" }`;
      mkdirSync(join(sandbox.folder, 'profiles'), { recursive: true });
      writeFileSync(
        join(sandbox.folder, 'profiles', 'mine.yml'),
        `extends: bybit-paper\nnotifiers: []\nexchange: { plugin: bybit, options: ${options} }\n`,
      );
      Object.assign(sandbox.env, { BYBIT_KEY: key, BYBIT_SECRET: 'planted-secret-7d1' });
      const { code, findings } = await doctor('--profile', 'mine');
      const found = findings.find(({ check }) => check === 'key');
      expect(found?.state).toBe(state);
      expect(found?.text).toMatch(text);
      expect(code).toBe(state === 'ok' ? 0 : 1);
      expect(JSON.stringify(findings)).not.toContain('planted');
    } finally {
      await venue.close();
    }
  });

  it('fails where the exchange does not answer', async () => {
    profile('http://127.0.0.1:9');
    const { code, findings } = await doctor('--profile', 'mine');
    expect(code).toBe(1);
    expect(findings.at(-1)).toMatchObject({ check: 'network', state: 'fail', mend: expect.any(String) });
  });
});
