import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { endOf, Sandbox } from './run-bot.ts';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = new Sandbox();
});
afterEach(() => sandbox.remove());

async function piped(text: string, ...args: readonly string[]): ReturnType<typeof endOf> {
  const child = sandbox.spawn(args);
  child.stdin.end(text);
  return endOf(child);
}

describe('bot secrets', () => {
  it('keeps what is piped in, lists it by name, removes it, and shows the value nowhere', async () => {
    const set = await piped('planted-value\n', 'secrets', 'set', 'BYBIT_KEY');
    expect(set).toMatchObject({ code: 0, stdout: expect.stringContaining('{BYBIT_KEY}') });
    const listed = await sandbox.json('secrets', 'list');
    expect(listed).toMatchObject({ code: 0, document: { secrets: [{ name: 'BYBIT_KEY' }] } });
    expect(bytesOf(sandbox.folder)).not.toContain('planted-value');
    expect(`${set.stdout}${set.stderr}${JSON.stringify(listed)}`).not.toContain('planted-value');
    expect((await sandbox.bot('secrets', 'remove', 'BYBIT_KEY')).code).toBe(0);
    expect((await sandbox.json('secrets', 'list')).document.secrets).toEqual([]);
  }, 60_000);

  it('refuses an empty value, and a name that nobody kept', async () => {
    expect(await piped('', 'secrets', 'set', 'A')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('BOTRC_SECRET_VALUE'),
    });
    expect(await sandbox.json('secrets', 'remove', 'A')).toMatchObject({
      code: 2,
      document: { error: { code: 'BOTRC_SECRET_UNKNOWN' } },
    });
  }, 60_000);
});

/** Every file below a folder, one after the other. */
function bytesOf(path: string): string {
  if (!statSync(path).isDirectory()) return readFileSync(path, 'latin1');
  return readdirSync(path)
    .map((name) => bytesOf(join(path, name)))
    .join('\n');
}
