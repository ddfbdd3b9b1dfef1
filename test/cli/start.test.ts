import { chmodSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Ended, endOf, Sandbox } from './run-bot.ts';

/** A whole bot on the demo market: seconds, not milliseconds. */
const SLOW = 120_000;
const PATIENT = { timeout: 60_000, interval: 200 };

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = new Sandbox();
});
afterEach(async () => {
  const { code, document } = await sandbox.json('status');
  if (code === 0 && document.state !== 'stopped') {
    await sandbox.bot('stop');
    await expect.poll(() => isAlive(document.pid), PATIENT).toBe(false);
  }
  await sandbox.remove();
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const linesOf = ({ stdout }: Ended): { readonly event: string; readonly state?: string }[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('bot start --headless', () => {
  it(
    'prints JSON lines, the last one the summary, and ends after --duration',
    async () => {
      const ended = await sandbox.bot('start', '--profile', 'demo', '--headless', '--duration', '3s');
      expect(ended).toMatchObject({ code: 0, stderr: '' });
      const lines = linesOf(ended);
      expect(lines.at(-1)).toMatchObject({ event: 'summary', name: 'demo', state: 'stopped' });
      const { event: _event, ...summary } = lines.at(-1) ?? { event: '' };
      expect((await sandbox.json('status')).document).toEqual(summary);
    },
    SLOW,
  );

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'stops gracefully on %s',
    async (signal) => {
      const child = sandbox.spawn(['start', '--profile', 'demo']);
      const ended = endOf(child);
      await expect.poll(async () => (await sandbox.json('status')).document.state, PATIENT).toBe('running');
      child.kill(signal);
      // A launcher passes on what the terminal sent already: that is one wish.
      child.kill(signal);
      const end = await ended;
      expect(end.code).toBe(0);
      expect(linesOf(end).at(-1)).toMatchObject({ event: 'summary', state: 'stopped' });
    },
    SLOW,
  );

  it(
    'goes on without a reader, and holds its data directory alone',
    async () => {
      const child = sandbox.spawn(['start', '--profile', 'demo']);
      child.stdout.destroy();
      const ended = new Promise((resolve) => child.once('close', resolve));
      await expect.poll(async () => (await sandbox.json('status')).document.state, PATIENT).toBe('running');
      expect(await sandbox.json('start', '--headless', '--profile', 'demo')).toMatchObject({
        code: 2,
        document: { error: { code: 'BOTRC_HOME_LOCKED', found: `pid ${child.pid}, profile demo` } },
      });
      expect((await sandbox.bot('stop')).stdout).toContain('demo stopped.');
      expect(await ended).toBe(0);
    },
    SLOW,
  );

  it('changes nothing where it is refused', async () => {
    const refused = ['start', '--headless', '--profile', 'demo', '--set', 'exchange.options.spead=3'];
    expect(await sandbox.json(...refused)).toMatchObject({
      code: 2,
      document: { error: { code: 'BOTRC_PLUGIN_OPTIONS', mend: expect.stringContaining('"speed"') } },
    });
    expect(existsSync(sandbox.home) ? readdirSync(sandbox.home) : []).toEqual([]);
  });

  it('refuses a data directory that cannot be written', async () => {
    const root = process.getuid?.() === 0;
    chmodSync(sandbox.folder, 0o755);
    // Root writes everywhere: then somebody else starts it.
    const env = { BOTRC_HOME: root ? '/usr/lib/botrc-test' : '/botrc-test' };
    const child = sandbox.spawn(
      ['start', '--headless', '--profile', 'demo', '--json'],
      root ? { env, uid: 65_534 } : { env },
    );
    const { code, stdout } = await endOf(child);
    expect({ code, ...JSON.parse(stdout) }).toMatchObject({
      code: 2,
      error: { code: 'BOTRC_HOME_READONLY' },
    });
  });
});

describe('bot start --detach', () => {
  it(
    'runs in the background, is started again when it is killed, and is found as it was',
    async () => {
      const started = await sandbox.json('start', '--profile', 'demo', '--detach');
      expect(started).toMatchObject({ code: 0, document: { name: 'demo' } });
      const { pid } = started.document;
      expect(await sandbox.json('start', '--profile', 'demo', '--detach')).toMatchObject({
        code: 0,
        document: { pid },
      });
      await sandbox.bot('pause');
      process.kill(pid, 'SIGKILL');
      await expect
        .poll(async () => (await sandbox.json('status')).document, PATIENT)
        .toMatchObject({ name: 'demo', state: 'paused' });
      const again = (await sandbox.json('status')).document;
      expect(again.pid).not.toBe(pid);
      const log = readFileSync(join(sandbox.home, 'demo', 'bot.log'), 'utf8');
      expect(log).toContain('It ended with SIGKILL');
      expect(log).toContain('was started again (restart 1)');
      expect((await sandbox.json('stop')).code).toBe(0);
      await expect.poll(() => isAlive(again.pid), PATIENT).toBe(false);
      expect((await sandbox.json('status')).document.state).toBe('stopped');
    },
    SLOW,
  );

  it(
    'stays killed over a restart until it is resumed with a reason',
    async () => {
      await sandbox.bot('start', '--profile', 'demo', '--detach');
      await expect.poll(async () => (await sandbox.json('status')).document.state, PATIENT).toBe('running');
      expect(await sandbox.json('kill', '--flatten')).toMatchObject({
        code: 0,
        document: { verified: true },
      });
      await sandbox.bot('stop');
      await sandbox.bot('start', '--name', 'demo', '--detach');
      await expect.poll(async () => (await sandbox.json('status')).document.state, PATIENT).toBe('halted');
      expect(await sandbox.json('resume')).toMatchObject({
        code: 3,
        document: { error: { code: 'BOTRC_REFUSED_RESUME' } },
      });
      expect(await sandbox.json('resume', '--reason', 'a test')).toMatchObject({
        code: 0,
        document: { state: 'running' },
      });
    },
    SLOW,
  );

  it('tells why it could not start, with the exit code, and leaves nothing', async () => {
    expect(
      await sandbox.json('start', '--detach', '--profile', 'demo', '--set', 'instruments=[BTCUSDX]'),
    ).toMatchObject({
      code: 2,
      document: { error: { code: 'BOTRC_INSTRUMENT_UNKNOWN', found: 'BTCUSDX' } },
    });
    expect(existsSync(sandbox.home)).toBe(false);
  });
});
