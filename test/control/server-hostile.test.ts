import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROTOCOL_VERSION } from '../../src/control/protocol.ts';
import { type ControlServer, startControl } from '../../src/control/server.ts';
import { BotHandle } from './bot-handle.ts';
import { RawViewer } from './raw-viewer.ts';

let folder: string;
let socketPath: string;
let server: ControlServer;
const handle = new BotHandle('demo', { pause: () => new Promise(() => undefined) });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'botrc-control-'));
  socketPath = join(folder, 'control.sock');
  server = await startControl({
    handle,
    socketPath,
    version: '0.1.0',
    limits: { helloMs: 200, maxCalls: 3 },
  });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

/** It still serves. */
async function lives(): Promise<void> {
  const viewer = await RawViewer.greeted(socketPath);
  expect(await viewer.call(1, 'view')).toMatchObject({ ok: true });
  viewer.socket.close();
}

describe('a hostile viewer', () => {
  it('is closed when it says no hello in time', async () => {
    const viewer = await RawViewer.open(socketPath);
    expect(await viewer.closed).toMatchObject({ code: 1008, reason: 'no hello came in time' });
  });

  it.each([
    ['no JSON', '{'],
    ['no object', '[]'],
    ['a call before the hello', JSON.stringify({ type: 'call', id: 1, call: 'view', params: {} })],
    ['a hello that misses a field', JSON.stringify({ type: 'hello', protocol: PROTOCOL_VERSION })],
    ['a version that is no number', JSON.stringify({ type: 'hello', protocol: '1' })],
  ])('is closed when its hello is %s', async (_what, text) => {
    const viewer = await RawViewer.open(socketPath);
    viewer.say(text);
    expect((await viewer.closed).code).toBe(1008);
    await lives();
  });

  it('is closed for a message over the bound, a binary one, or one that is no call', async () => {
    const large = await RawViewer.greeted(socketPath);
    large.say('x'.repeat(64 * 1024 + 1));
    expect((await large.closed).code).toBe(1009);
    const binary = await RawViewer.greeted(socketPath);
    binary.socket.send(Buffer.from('{}'));
    expect((await binary.closed).code).toBe(1003);
    const wrong = await RawViewer.greeted(socketPath);
    wrong.say({ type: 'hello' });
    expect((await wrong.closed).code).toBe(1008);
    await lives();
  });

  it.each([
    ['view', { extra: 1 }],
    ['resume', { reason: 5 }],
    ['resume', { reason: 'x'.repeat(501) }],
    ['kill', { cancel: true }],
    ['stop', null],
    ['switch', { profile: '', positions: 'keep', dryRun: false }],
    ['logs', { limit: 1e9 }],
    ['logs', { limit: -1 }],
  ])('gets a coded error for %s with %j', async (call, params) => {
    const viewer = await RawViewer.greeted(socketPath);
    const before = handle.calls.length;
    expect(await viewer.call(4, call, params)).toMatchObject({
      id: 4,
      ok: false,
      error: { code: 'BOTRC_CONTROL_MESSAGE' },
    });
    expect(handle.calls.length).toBe(before);
    viewer.socket.close();
  });

  it.each(['constructor', '__proto__', 'toString', 'viewx', '\u001b[2J'])('cannot call %j', async (name) => {
    const viewer = await RawViewer.greeted(socketPath);
    const reply = await viewer.call(4, name);
    expect(reply).toMatchObject({ ok: false, error: { code: 'BOTRC_CONTROL_UNKNOWN_CALL' } });
    expect(JSON.stringify(reply)).not.toContain('\\u001b');
    viewer.socket.close();
  });

  it('cannot pile up calls', async () => {
    const viewer = await RawViewer.greeted(socketPath);
    for (let id = 0; id < 3; id += 1) viewer.say({ type: 'call', id, call: 'pause', params: {} });
    expect(await viewer.call(9, 'pause')).toMatchObject({ id: 9, error: { code: 'BOTRC_CONTROL_BUSY' } });
    viewer.socket.close();
  });

  it('never takes it down, whatever it sends', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.boolean(),
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.json(),
          fc
            .record({ type: fc.constant('call'), id: fc.anything(), call: fc.anything() })
            .map((message) => JSON.stringify(message) ?? ''),
        ),
        async (greet, text) => {
          const viewer = greet ? await RawViewer.greeted(socketPath) : await RawViewer.open(socketPath);
          viewer.say(text);
          viewer.socket.close();
          await viewer.closed;
        },
      ),
      { numRuns: 100, seed: 7 },
    );
    await lives();
  });
});
