import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BotHandle } from '../control/bot-handle.ts';
import { endOf, Sandbox } from './run-bot.ts';
import { ServedBot } from './served-bot.ts';

let sandbox: Sandbox;
let telegram: Server;
let received: string[];
let refuse: boolean;

beforeEach(async () => {
  sandbox = new Sandbox();
  received = [];
  refuse = false;
  telegram = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      received.push(body);
      const answer = refuse
        ? { ok: false, error_code: 401, description: 'Unauthorized' }
        : { ok: true, result: { message_id: 1, date: 1, chat: { id: 5, type: 'private' }, text: 'x' } };
      response
        .writeHead(refuse ? 401 : 200, { 'content-type': 'application/json' })
        .end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => telegram.listen(0, '127.0.0.1', resolve));
  const { port } = telegram.address() as AddressInfo;
  mkdirSync(join(sandbox.folder, 'profiles'));
  writeFileSync(
    join(sandbox.folder, 'profiles', 'mine.yml'),
    `extends: demo
notifiers:
  - plugin: telegram
    options: { token: "\${TELEGRAM_TOKEN}", chatId: 5, apiRoot: "http://127.0.0.1:${port}" }
`,
  );
});
afterEach(async () => {
  telegram.close();
  await sandbox.remove();
});

const TOKEN = '123456:secret-of-the-bot';

async function direct(): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return endOf(
    sandbox.spawn(['notify', 'test', '--profile', 'mine', '--json'], { env: { TELEGRAM_TOKEN: TOKEN } }),
  );
}

describe('bot notify test', () => {
  it('sends through the notifiers of a profile where no bot runs', async () => {
    const { code, stdout } = await direct();
    expect(JSON.parse(stdout)).toEqual({ notifiers: [{ notifier: 'telegram', ok: true }] });
    expect(code).toBe(0);
    expect(received.length).toBe(1);
  });

  it('fails with what the service said, and shows no secret', async () => {
    refuse = true;
    const { code, stdout, stderr } = await direct();
    expect(code).toBe(1);
    expect(JSON.parse(stdout).notifiers).toMatchObject([
      { ok: false, error: { code: 'BOTRC_NOTIFY_TOKEN' } },
    ]);
    expect(stdout + stderr).not.toContain('secret-of-the-bot');
  });

  it('asks the running bot', async () => {
    const handle = new BotHandle('demo', { notifyTest: async () => [{ notifier: 'desktop', ok: true }] });
    const bot = await ServedBot.start(sandbox.home, handle);
    expect((await sandbox.bot('notify', 'test')).stdout).toBe('ok    desktop\n');
    await bot.stop();
  });

  it('is no success where there is nothing to test', async () => {
    expect(await sandbox.json('notify', 'test', '--profile', 'demo')).toMatchObject({
      code: 1,
      document: { error: { code: 'BOTRC_NOTIFY_NONE' } },
    });
    expect((await sandbox.json('notify', 'test')).code).toBe(4);
  });
});
