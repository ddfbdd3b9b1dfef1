import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acquireLock } from '../../src/runtime/lock.ts';
import { emptyView } from '../control/bot-handle.ts';
import { Sandbox } from './run-bot.ts';

let sandbox: Sandbox;
let folder: string;
beforeEach(() => {
  sandbox = new Sandbox();
  folder = join(sandbox.home, 'demo');
  acquireLock(folder, { pid: process.pid, startedMs: 1, profile: 'demo' }).release();
  for (const name of ['venue.db', 'notebook.json', 'kill.latch', 'bot.log'])
    writeFileSync(join(folder, name), name);
});
afterEach(() => sandbox.remove());

function stoppedIn(mode: string): void {
  const view = emptyView('demo');
  writeFileSync(join(folder, 'status.json'), JSON.stringify({ ...view, head: { ...view.head, mode } }));
}

describe('bot paper reset', () => {
  it('puts the books aside and keeps the latch and the logs', async () => {
    stoppedIn('paper');
    const { code, document } = await sandbox.json('paper', 'reset');
    expect(code).toBe(0);
    expect(document.files.sort()).toEqual(['notebook.json', 'status.json', 'venue.db']);
    expect(readdirSync(document.archive).sort()).toEqual(document.files);
    expect(readdirSync(folder).sort()).toEqual(['archive', 'bot.log', 'kill.latch', 'lock.db']);
    expect((await sandbox.json('paper', 'reset')).code).toBe(3);
  });

  it.each(['live', 'shadow'])('is refused in mode %s', async (mode) => {
    stoppedIn(mode);
    expect(await sandbox.json('paper', 'reset')).toMatchObject({
      code: 3,
      document: { error: { code: 'BOTRC_REFUSED_RESET', found: `mode ${mode}` } },
    });
    expect(existsSync(join(folder, 'venue.db'))).toBe(true);
  });

  it('is refused while the bot runs', async () => {
    stoppedIn('paper');
    const lock = acquireLock(folder, { pid: process.pid, startedMs: 1, profile: 'demo' });
    expect(await sandbox.json('paper', 'reset')).toMatchObject({
      code: 2,
      document: {
        error: { code: 'BOTRC_HOME_LOCKED', found: expect.stringContaining(`pid ${process.pid}`) },
      },
    });
    lock.release();
  });
});
