import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startControl } from '../../src/control/server.ts';
import { socketPathFor } from '../../src/control/socket-path.ts';
import { BotHandle } from './bot-handle.ts';
import { RawViewer } from './raw-viewer.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'botrc-control-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const serve = (socketPath: string) => startControl({ handle: new BotHandle(), socketPath, version: '0.1.0' });

/** A process that listens there and is killed, as a crashed bot would be: its socket file stays. */
async function crashedAt(socketPath: string): Promise<void> {
  const script = `require('node:net').createServer().listen(${JSON.stringify(socketPath)}, () => console.log('up'))`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

describe('the socket file', () => {
  it('of a dead bot is replaced', async () => {
    const socketPath = join(folder, 'control.sock');
    await crashedAt(socketPath);
    expect(existsSync(socketPath)).toBe(true);
    const server = await serve(socketPath);
    const viewer = await RawViewer.greeted(socketPath);
    viewer.socket.close();
    await server.close();
  });

  it('of a living bot is left alone', async () => {
    const socketPath = join(folder, 'control.sock');
    const first = await serve(socketPath);
    await expect(serve(socketPath)).rejects.toMatchObject({ code: 'BOTRC_SOCKET_IN_USE' });
    const viewer = await RawViewer.greeted(socketPath);
    viewer.socket.close();
    await first.close();
  });

  it('never takes the place of another kind of file', async () => {
    const socketPath = join(folder, 'control.sock');
    writeFileSync(socketPath, 'mine');
    await expect(serve(socketPath)).rejects.toMatchObject({ code: 'BOTRC_SOCKET_PATH' });
    rmSync(socketPath);
    symlinkSync('elsewhere', socketPath);
    await expect(serve(socketPath)).rejects.toMatchObject({ code: 'BOTRC_SOCKET_PATH' });
  });

  it('closes its folder to others', async () => {
    const open = join(folder, 'demo');
    mkdirSync(open);
    chmodSync(open, 0o755);
    const server = await serve(join(open, 'control.sock'));
    expect(statSync(open).mode & 0o777).toBe(0o700);
    await server.close();
  });

  it('cannot be made below a file', async () => {
    writeFileSync(join(folder, 'file'), '');
    await expect(serve(join(folder, 'file', 'control.sock'))).rejects.toMatchObject({
      code: 'BOTRC_SOCKET_PATH',
      detail: { where: join(folder, 'file') },
    });
  });
});

describe('socketPathFor', () => {
  const deep = `/${'d'.repeat(120)}`;

  it('is HOME/<name>/control.sock where that is short enough', () => {
    expect(socketPathFor('/home/u/.local/state/botrc', 'demo', {})).toBe(
      '/home/u/.local/state/botrc/demo/control.sock',
    );
  });

  it('is a short hashed name in the runtime directory for a deep home', () => {
    const env = { XDG_RUNTIME_DIR: '/run/user/1000' };
    const path = socketPathFor(deep, 'demo', env);
    expect(path).toMatch(/^\/run\/user\/1000\/botrc\/[0-9a-f]{16}\.sock$/);
    expect(socketPathFor(deep, 'demo', env)).toBe(path);
    expect(socketPathFor(deep, 'other', env)).not.toBe(path);
  });

  it('is a short hashed name in HOME/run for a long bot name without a runtime directory', () => {
    const path = socketPathFor('/home/u', 'n'.repeat(90), {});
    expect(path).toMatch(/^\/home\/u\/run\/[0-9a-f]{16}\.sock$/);
  });

  it('counts bytes, not characters', () => {
    expect(socketPathFor('/h', 'ы'.repeat(45), {})).toMatch(/^\/h\/run\//);
  });

  it('is refused, with the mend, where nothing is short enough', () => {
    expect(() => socketPathFor(deep, 'demo', {})).toThrow(
      expect.objectContaining({
        code: 'BOTRC_SOCKET_PATH',
        detail: expect.objectContaining({ mend: expect.stringContaining('--home') }),
      }),
    );
  });

  it('can be bound at its longest', async () => {
    const home = join(folder, 'x'.repeat(100 - folder.length - '/demo/control.sock'.length - 1));
    const path = socketPathFor(home, 'demo', {});
    expect(Buffer.byteLength(path)).toBe(100);
    const server = await serve(path);
    await server.close();
  });
});
