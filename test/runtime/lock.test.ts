import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acquireLock, announceSocket, hasStaleLock, readLock } from '../../src/runtime/lock.ts';
import { processIdentity } from '../../src/runtime/process-identity.ts';

let home: string;
let folder: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'botrc-lock-'));
  folder = join(home, 'demo');
});
afterEach(async () => {
  await Promise.all(children.splice(0).map(killed));
  chmodSync(home, 0o700);
  rmSync(home, { recursive: true });
});

const info = { pid: process.pid, startedMs: 1000, profile: 'demo', socketPath: '/x/control.sock' };

/** Another process that tries for the lock and prints how it went. */
async function rival(user: { uid?: number } = {}): Promise<{ child: ChildProcess; said: string }> {
  const script = `
    import { acquireLock } from ${JSON.stringify(join(import.meta.dirname, '../../src/runtime/lock.ts'))};
    try {
      acquireLock(${JSON.stringify(folder)}, { pid: process.pid, startedMs: 1, profile: 'rival' });
      console.log('held');
      setInterval(() => undefined, 1000);
    } catch (error) {
      console.log(error.code);
    }`;
  const child = spawn(process.execPath, ['--input-type=module', '--no-warnings', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
    ...user,
  });
  children.push(child);
  const said = await new Promise<Buffer>((resolve) => child.stdout?.once('data', resolve));
  return { child, said: said.toString().trim() };
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

describe('the lock of a data directory', () => {
  it('names its holder, for its owner alone, until it is released', () => {
    const lock = acquireLock(folder, info);
    expect(readLock(folder)).toEqual(info);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'lock')).mode & 0o777).toBe(0o600);
    lock.release();
    lock.release();
    expect(readLock(folder)).toBeUndefined();
    expect(hasStaleLock(folder)).toBe(false);
    acquireLock(folder, info).release();
  });

  it('tells where its holder listens, while it is held', () => {
    const lock = acquireLock(folder, { pid: process.pid, startedMs: 1, profile: 'demo' });
    announceSocket(folder, '/run/x.sock');
    expect(readLock(folder)).toMatchObject({ profile: 'demo', socketPath: '/run/x.sock' });
    lock.release();
    announceSocket(folder, '/run/y.sock');
    expect(existsSync(join(folder, 'lock'))).toBe(false);
  });

  it('keeps a second one out of the same process', () => {
    const lock = acquireLock(folder, info);
    expect(() => acquireLock(folder, info)).toThrow(expect.objectContaining({ code: 'BOTRC_HOME_LOCKED' }));
    expect(readLock(folder)).toEqual(info);
    lock.release();
  });

  it('keeps another process out, and is free once its holder was killed', async () => {
    const { child, said } = await rival();
    expect(said).toBe('held');
    expect(() => acquireLock(folder, info)).toThrow(
      expect.objectContaining({
        code: 'BOTRC_HOME_LOCKED',
        detail: expect.objectContaining({
          found: `pid ${child.pid}, profile rival`,
          data: { pid: child.pid },
        }),
      }),
    );
    expect((await rival()).said).toBe('BOTRC_HOME_LOCKED');
    await killed(child);
    expect(hasStaleLock(folder)).toBe(true);
    expect(readLock(folder)).toBeUndefined();
    const lock = acquireLock(folder, info);
    expect((await rival()).said).toBe('BOTRC_HOME_LOCKED');
    lock.release();
  });

  it('lets exactly one of many in', async () => {
    const rivals = await Promise.all(Array.from({ length: 6 }, () => rival()));
    const said = rivals.map((one) => one.said).sort();
    expect(said).toEqual([...Array(5).fill('BOTRC_HOME_LOCKED'), 'held']);
  });

  it('is held still where only the file says so', async () => {
    const { child } = await rival();
    rmSync(join(folder, 'lock.db'));
    expect(() => acquireLock(folder, info)).toThrow(expect.objectContaining({ code: 'BOTRC_HOME_LOCKED' }));
    await killed(child);
  });

  it('is not held by a later process with the same pid', () => {
    acquireLock(folder, info).release();
    const reused = { ...info, pid: process.ppid, process: 'boot/1' };
    writeFileSync(join(folder, 'lock'), JSON.stringify(reused));
    expect(readLock(folder)).toBeUndefined();
    acquireLock(folder, info).release();
  });

  it.each(['', '{', '[]', 'null', '{"pid":-1}', '{"pid":"1"}'])('is free where the file holds %j', (text) => {
    acquireLock(folder, info).release();
    writeFileSync(join(folder, 'lock'), text);
    expect(readLock(folder)).toBeUndefined();
    const lock = acquireLock(folder, info);
    expect(JSON.parse(readFileSync(join(folder, 'lock'), 'utf8'))).toMatchObject(info);
    lock.release();
  });

  it('is refused, and nothing is left, where the home is a file', () => {
    writeFileSync(folder, '');
    expect(() => acquireLock(folder, info)).toThrow(
      expect.objectContaining({
        code: 'BOTRC_HOME_UNUSABLE',
        detail: expect.objectContaining({ where: folder }),
      }),
    );
  });

  it('is refused in a home that cannot be written', async () => {
    chmodSync(home, 0o555);
    // Root writes everywhere: then somebody else tries.
    const { said } = await rival(process.getuid?.() === 0 ? { uid: 65_534 } : {});
    expect(said).toBe('BOTRC_HOME_READONLY');
    expect(existsSync(folder)).toBe(false);
  });
});

describe('processIdentity', () => {
  it('stays the same for one process and differs between two', () => {
    expect(processIdentity(process.pid)).toBe(processIdentity(process.pid));
    expect(processIdentity(process.pid)).not.toBe(processIdentity(process.ppid));
  });

  it('is undefined for no process', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await new Promise((resolve) => child.once('exit', resolve));
    expect(processIdentity(child.pid ?? 0)).toBeUndefined();
  });
});
