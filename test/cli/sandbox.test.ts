import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endOf, Sandbox } from './run-bot.ts';

let folder: Sandbox;
beforeAll(() => {
  folder = new Sandbox();
});
afterAll(() => folder.remove());

describe('bot sandbox', () => {
  it('says where it is on its first line, answers there, and ends on a signal', async () => {
    const child = folder.spawn(['sandbox', '--exchange', 'bybit', '--port', '0', '--synthetic', '7']);
    const ended = endOf(child);
    const line = await new Promise<Buffer>((resolve) => child.stdout.once('data', resolve));
    const { baseUrl } = JSON.parse(String(line));
    const answer = await fetch(`${baseUrl}/v5/market/time`);
    expect(await answer.json()).toMatchObject({ retCode: 0 });
    child.kill('SIGTERM');
    const { code, stdout } = await ended;
    expect(code).toBe(0);
    expect(stdout.trim().split('\n').length).toBe(1);
  });

  it.each([
    ['two sources', ['--synthetic', '1', '--candles', 'x.csv'], 'BOTRC_USAGE'],
    ['a port that is none', ['--port', '70000'], 'BOTRC_USAGE'],
    ['a file that is not there', ['--recording', 'missing.jsonl'], 'BOTRC_SANDBOX_SOURCE'],
    ['a speed that is none', ['--speed', '0'], 'BOTRC_SANDBOX_SPEED'],
    ['an exchange without one', ['--exchange', 'demo'], 'BOTRC_PLUGIN_NO_SANDBOX'],
    ['an exchange that is not there', ['--exchange', 'bybt'], 'BOTRC_PLUGIN_NOT_FOUND'],
  ])('refuses %s', async (_what, args, code) => {
    expect(await folder.json('sandbox', ...args)).toMatchObject({ code: 2, document: { error: { code } } });
  });

  it('refuses a port in use', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    expect(await folder.json('sandbox', '--port', String(port))).toMatchObject({
      code: 2,
      document: { error: { code: 'BOTRC_PORT_IN_USE', where: `127.0.0.1:${port}` } },
    });
    other.close();
  });
});
