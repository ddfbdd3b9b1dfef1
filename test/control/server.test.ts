import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ControlLimits } from '../../src/control/limits.ts';
import { type ControlServer, startControl } from '../../src/control/server.ts';
import { BotHandle } from './bot-handle.ts';
import { RawViewer } from './raw-viewer.ts';

let folder: string;
let socketPath: string;
const servers: ControlServer[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'botrc-control-'));
  socketPath = join(folder, 'demo', 'control.sock');
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  rmSync(folder, { recursive: true });
});

async function serve(handle: BotHandle, limits: Partial<ControlLimits> = {}): Promise<ControlServer> {
  const server = await startControl({ handle, socketPath, version: '0.1.0', limits });
  servers.push(server);
  return server;
}

describe('the control server', () => {
  it('lets only its owner in, whatever the umask', async () => {
    const before = process.umask(0);
    try {
      await serve(new BotHandle());
    } finally {
      process.umask(before);
    }
    expect(statSync(socketPath).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'demo')).mode & 0o777).toBe(0o700);
  });

  it('welcomes, then sends a snapshot, what changes, and log lines, numbered without a hole', async () => {
    const handle = new BotHandle();
    await serve(handle);
    const viewer = await RawViewer.greeted(socketPath, { watch: true });
    const snapshot = await viewer.next('snapshot');
    expect(snapshot.view).toEqual(handle.view());
    expect(snapshot.logs).toEqual(handle.logs(1));
    handle.change({ nowMs: 7000 });
    handle.log('gap');
    handle.log('closed');
    const delta = await viewer.next('delta');
    const log = await viewer.next('log');
    expect(delta.slices).toEqual({ nowMs: 7000 });
    expect(log.rows.map((row) => row.text)).toEqual(['gap', 'closed']);
    expect([snapshot.n, delta.n, log.n]).toEqual([1, 2, 3]);
  });

  it('sends nothing unasked to a viewer that does not watch', async () => {
    const handle = new BotHandle();
    await serve(handle);
    const viewer = await RawViewer.greeted(socketPath);
    handle.change({ nowMs: 7000 });
    const reply = await viewer.call(1, 'view');
    expect(reply).toMatchObject({ id: 1, ok: true, result: { nowMs: 7000 } });
    await expect(Promise.race([viewer.next('delta'), Promise.resolve('none')])).resolves.toBe('none');
  });

  it('passes calls on and answers with the result or the coded error', async () => {
    const handle = new BotHandle('demo', { pause: async () => ({ state: 'paused' }) });
    await serve(handle);
    const viewer = await RawViewer.greeted(socketPath);
    expect(await viewer.call(7, 'pause')).toEqual({
      type: 'reply',
      id: 7,
      ok: true,
      result: { state: 'paused' },
    });
    expect(await viewer.call(8, 'resume', { reason: 'checked' })).toMatchObject({
      id: 8,
      ok: false,
      error: { code: 'BOTRC_REFUSED_TEST' },
    });
    expect(handle.calls).toEqual([
      { call: 'pause', params: {} },
      { call: 'resume', params: { reason: 'checked' } },
    ]);
  });

  it('lets a read-only viewer look and nothing else', async () => {
    const handle = new BotHandle('demo', { profiles: async () => [] });
    await serve(handle);
    const viewer = await RawViewer.greeted(socketPath, { readOnly: true });
    for (const [call, params] of [
      ['view', {}],
      ['logs', { limit: 5 }],
      ['profiles', {}],
    ] as const) {
      expect(await viewer.call(1, call, params)).toMatchObject({ ok: true });
    }
    for (const [call, params] of [
      ['pause', {}],
      ['resume', {}],
      ['kill', { cancel: true, flatten: true, reason: 'x' }],
      ['stop', { flatten: false }],
      ['switch', { profile: 'demo', positions: 'keep', dryRun: true }],
      ['notifyTest', {}],
    ] as const) {
      expect(await viewer.call(2, call, params)).toMatchObject({
        error: { code: 'BOTRC_CONTROL_READ_ONLY' },
      });
    }
    expect(handle.calls.map((entry) => entry.call)).toEqual(['view', 'logs', 'profiles']);
  });

  it('makes a viewer of another protocol read-only, whatever it asks for', async () => {
    await serve(new BotHandle());
    const viewer = await RawViewer.greeted(socketPath, {
      protocol: 99,
      client: 'web',
      extra: 1,
      watch: true,
    });
    await viewer.next('snapshot');
    expect(await viewer.call(1, 'stop', { flatten: true })).toMatchObject({
      error: { code: 'BOTRC_CONTROL_READ_ONLY', found: expect.stringContaining('99') },
    });
  });

  it('drops a viewer that does not read, and goes on serving the others', async () => {
    const handle = new BotHandle();
    await serve(handle, { maxBufferedBytes: 64 * 1024 });
    const stalled = await RawViewer.greeted(socketPath, { watch: true });
    await stalled.next('snapshot');
    stalled.socket.pause();
    const reading = await RawViewer.greeted(socketPath, { watch: true });
    const text = 'x'.repeat(32 * 1024);
    for (let n = 0; n < 200; n += 1) {
      handle.change({ head: { ...handle.view().head, reason: text } });
      await reading.next('delta');
    }
    stalled.socket.resume();
    expect((await stalled.closed).code).toBe(1006);
    expect(await reading.call(1, 'view')).toMatchObject({ ok: true });
  });

  it('drops a viewer that leaves a ping unanswered', async () => {
    await serve(new BotHandle(), { pingMs: 20 });
    const viewer = await RawViewer.open(socketPath);
    viewer.socket.pong = () => undefined;
    expect((await viewer.closed).code).toBe(1006);
  });

  it('takes no more viewers than it may', async () => {
    await serve(new BotHandle(), { maxViewers: 1 });
    const first = await RawViewer.greeted(socketPath);
    await expect(RawViewer.open(socketPath)).rejects.toThrow();
    expect(await first.call(1, 'view')).toMatchObject({ ok: true });
  });

  it('answers the call under way, says goodbye, and leaves no socket and no listener', async () => {
    const handle = new BotHandle('demo', { stop: async () => ({ openOrders: [], openPositions: ['BTC'] }) });
    const server = await serve(handle);
    const viewer = await RawViewer.greeted(socketPath, { watch: true });
    viewer.say({ type: 'call', id: 3, call: 'stop', params: { flatten: false } });
    await viewer.next('reply').then((reply) => expect(reply).toMatchObject({ ok: true }));
    await server.close();
    expect(await viewer.closed).toEqual({ code: 1001, reason: 'the bot stops' });
    expect(handle.listeners).toBe(0);
    expect(statSync(socketPath, { throwIfNoEntry: false })).toBeUndefined();
    await server.close();
  });

  it('serves no plain HTTP', async () => {
    await serve(new BotHandle());
    const status = await new Promise((resolve, reject) => {
      request({ socketPath, path: '/' }, (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end();
    });
    expect(status).toBe(426);
  });
});
