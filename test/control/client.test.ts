import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { type ConnectOptions, type ControlClient, connectControl } from '../../src/control/client.ts';
import { PROTOCOL_VERSION } from '../../src/control/protocol.ts';
import { startControl } from '../../src/control/server.ts';
import type { BotView } from '../../src/core/view/bot.ts';
import { FixtureBot } from '../tui/fixture-bot.ts';
import { fixtureLogs, fixtureView } from '../tui/fixture-view.ts';

let folder: string;
let socketPath: string;
const closers: (() => unknown)[] = [];

beforeEach(() => {
  // A space and a colon: both are legal in a path, and neither may end up in a URL.
  folder = mkdtempSync(join(tmpdir(), 'bot rc:'));
  socketPath = join(folder, 'control.sock');
});

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  rmSync(folder, { recursive: true, force: true });
});

async function attach(options: Partial<ConnectOptions> = {}): Promise<ControlClient> {
  const client = await connectControl({
    socketPath,
    client: 'cli',
    readOnly: false,
    watch: false,
    ...options,
  });
  closers.push(() => client.close());
  return client;
}

async function serve(): Promise<{ bot: FixtureBot; close: () => Promise<void> }> {
  const bot = new FixtureBot();
  const server = await startControl({ handle: bot, socketPath, version: '0.1.0' });
  closers.push(() => server.close());
  return { bot, close: () => server.close() };
}

/** Another end that says what the test wants. */
async function serveRaw(onMessage: (socket: WebSocket, message: { id?: number }) => void): Promise<void> {
  const http = createServer();
  const sockets = new WebSocketServer({ server: http });
  sockets.on('connection', (socket) => {
    socket.on('message', (data) => onMessage(socket, JSON.parse(data.toString())));
  });
  await new Promise<void>((resolve) => http.listen(socketPath, resolve));
  closers.push(() => {
    for (const socket of sockets.clients) socket.terminate();
    http.close();
  });
}

function send(socket: WebSocket, ...messages: unknown[]): void {
  for (const message of messages)
    socket.send(typeof message === 'string' ? message : JSON.stringify(message));
}

const welcome = { type: 'welcome', protocol: PROTOCOL_VERSION, version: '0.1.0', name: 'demo' };

describe('with a real control server', () => {
  it('learns who answers, and calls', async () => {
    const { bot } = await serve();
    const client = await attach();
    expect({ name: client.name, version: client.version, readOnly: client.readOnly }).toEqual({
      name: 'demo',
      version: '0.1.0',
      readOnly: false,
    });
    expect(await client.call('view', {})).toEqual(fixtureView);
    expect(await client.call('pause', {})).toEqual({ state: 'paused' });
    expect(bot.called).toEqual(['view {}', 'pause {}']);
  });

  it('passes on the error of a call as it was thrown', async () => {
    await serve();
    const client = await attach();
    await expect(
      client.call('switch', { profile: 'broken', positions: 'keep', dryRun: true }),
    ).rejects.toMatchObject({
      code: 'BOTRC_CONFIG_UNKNOWN_KEY',
      detail: { where: 'profiles/broken.yml:3:1', mend: 'Did you mean `strategies`?' },
    });
  });

  it('is refused what changes something when it is read-only', async () => {
    await serve();
    const client = await attach({ readOnly: true });
    await expect(client.call('pause', {})).rejects.toMatchObject({ code: 'BOTRC_CONTROL_READ_ONLY' });
    expect((await client.call('logs', { limit: 2 })).length).toBe(2);
  });

  it('gets the snapshot, then what changes, then the end', async () => {
    const { bot, close } = await serve();
    const client = await attach({ watch: true });
    const seen: unknown[] = [];
    const ended = new Promise<unknown>((resolve) => client.on('close', resolve));
    const snapshot = new Promise<BotView>((resolve) => {
      client.on('snapshot', (view, logs) => {
        expect(logs).toEqual(fixtureLogs);
        resolve(view);
      });
    });
    expect(await snapshot).toEqual(fixtureView);
    client.on('delta', (slices) => seen.push(slices));
    const logged = new Promise<unknown>((resolve) => client.on('log', resolve));
    bot.change({ counters: { ...fixtureView.counters, events: 50_000 } });
    bot.log('hello');
    expect(await logged).toMatchObject([{ text: 'hello' }]);
    expect(seen).toEqual([{ counters: { ...fixtureView.counters, events: 50_000 } }]);
    await close();
    expect(await ended).toMatchObject({ code: 'BOTRC_CONTROL_LOST', detail: { data: { closeCode: 1001 } } });
    await expect(client.call('view', {})).rejects.toMatchObject({ code: 'BOTRC_CONTROL_LOST' });
  });

  it('says that an outcome is unknown when no answer comes', async () => {
    const { bot } = await serve();
    bot.silent = true;
    const client = await attach();
    await expect(client.call('pause', {}, { timeoutMs: 20 })).rejects.toMatchObject({
      code: 'BOTRC_CONTROL_TIMEOUT',
      message: expect.stringContaining('outcome is unknown'),
    });
  });
});

describe('when the other end is not as it should be', () => {
  it('names the path where nobody listens', async () => {
    await expect(attach()).rejects.toMatchObject({
      code: 'BOTRC_CONTROL_UNREACHABLE',
      detail: { found: 'ENOENT', where: socketPath },
    });
  });

  it('gives up on one that never says welcome', async () => {
    await serveRaw(() => undefined);
    await expect(attach({ timeoutMs: 50 })).rejects.toMatchObject({ code: 'BOTRC_CONTROL_SILENT' });
  });

  it.each([
    ['no JSON', 'hi\u001b[2J'],
    ['another message', { type: 'reply', id: 1, ok: true, result: null }],
  ])('refuses %s for a welcome', async (_, message) => {
    await serveRaw((socket) => send(socket, message));
    const error = await attach().catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'BOTRC_CONTROL_PROTOCOL' });
    expect(JSON.stringify(error)).not.toContain('\\u001b');
  });

  it('ends with a gap when a number is missing', async () => {
    const logs: unknown[] = [];
    await serveRaw((socket) =>
      send(
        socket,
        welcome,
        { type: 'snapshot', n: 7, view: fixtureView, logs: [] },
        { type: 'a-later-invention' },
        { type: 'log', n: 8, rows: [] },
        { type: 'delta', n: 10, slices: {} },
        { type: 'log', n: 11, rows: [] },
      ),
    );
    const client = await attach({ watch: true });
    client.on('log', (rows) => logs.push(rows));
    const error = await new Promise((resolve) => client.on('close', resolve));
    expect(error).toMatchObject({ code: 'BOTRC_CONTROL_GAP', detail: { found: '10 after 8' } });
    expect(logs).toEqual([[]]);
  });

  it('only reads from a bot with another protocol', async () => {
    await serveRaw((socket) => send(socket, { ...welcome, protocol: 99 }));
    expect(await attach()).toMatchObject({ protocol: 99, readOnly: true });
  });

  it('loses the calls under way with the connection', async () => {
    await serveRaw((socket, message) => {
      if (message.id === undefined) send(socket, welcome);
      else socket.terminate();
    });
    const client = await attach();
    await expect(client.call('pause', {})).rejects.toMatchObject({
      code: 'BOTRC_CONTROL_LOST',
      message: expect.stringContaining('unknown'),
    });
  });
});
