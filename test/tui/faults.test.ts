import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { connectControl } from '../../src/control/client.ts';
import { type ControlServer, startControl } from '../../src/control/server.ts';
import { FixtureBot } from './fixture-bot.ts';
import { fixtureHeld } from './fixture-held.ts';
import { SMALL } from './fixture-state.ts';
import { fixtureView } from './fixture-view.ts';
import { buildTui, RUN_TUI } from './terminal/build-tui.ts';
import { hasPty, Pty } from './terminal/pty.ts';

// What terminals, links and people do to a TUI (L5), on a real pseudo-terminal. None of it may trade.

const CTRL_K = '\u000b';
/** A dialog's guard, with time for a busy machine; that it exists is tested with a clock of our own. */
const GUARD_MS = 800;

let folder: string;
let socketPath: string;
let pty: Pty;
let bot: FixtureBot;
let server: ControlServer | undefined;

beforeAll(() => buildTui(), 120_000);

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'botrc-'));
  socketPath = join(folder, 'control.sock');
  bot = new FixtureBot();
  server = await startControl({ handle: bot, socketPath, version: '0.1.0' });
});

afterEach(async () => {
  await pty.close();
  await server?.close();
  server = undefined;
  rmSync(folder, { recursive: true, force: true });
});

async function open(env: Readonly<Record<string, string>> = {}): Promise<void> {
  pty = new Pty(SMALL, [...RUN_TUI, socketPath], env);
  await pty.shows('BTCUSDT', '65659.00');
}

async function openKill(): Promise<void> {
  await open();
  pty.type(CTRL_K);
  await pty.shows('> _');
  await delay(GUARD_MS);
}

/** After whatever was typed before it has been understood. */
async function understood(): Promise<void> {
  pty.type('\u007f');
  await delay(200);
  pty.type('Z');
  await pty.shows('Z_');
}

describe.skipIf(!hasPty)('input', () => {
  it('pasted with brackets does nothing', async () => {
    await openKill();
    pty.type('\u001b[200~KILL\r\u001b[201~');
    await understood();
    expect(bot.called).toEqual([]);
  });

  it('pasted without brackets does nothing', async () => {
    await openKill();
    pty.type('KILL\r');
    await understood();
    expect(bot.called).toEqual([]);
  });

  it('in one chunk confirms nothing: y and Enter, y held down', async () => {
    await openKill();
    pty.type('y\r', 'yy');
    await understood();
    expect(bot.called).toEqual([]);
  });

  it('whose escape sequence came in pieces types no letter', async () => {
    await openKill();
    pty.type('\u001b[');
    await delay(400);
    pty.type('A');
    await understood();
    expect(pty.screen).toContain('> Z_');
  });

  it('that was typed ahead of a dialog does not confirm in it', async () => {
    bot.show({ ...fixtureView, signals: { ...fixtureView.signals, held: fixtureHeld } });
    await open();
    pty.type('c', 'y', 'y');
    await pty.shows('Waits for your word');
    expect(bot.called).toEqual([]);
    await delay(GUARD_MS);
    pty.type('y');
    await pty.shows('s3 was sent');
    expect(bot.called).toEqual(['confirm {"id":"s3"}']);
  });
});

describe.skipIf(!hasPty)('a terminal', () => {
  it('that takes nothing holds up neither the bot nor other viewers, and is right again afterwards', async () => {
    await open();
    pty.read(false);
    const other = await connectControl({ socketPath, client: 'cli', readOnly: true, watch: false });
    for (let i = 0; i < 60; i++) {
      bot.change({ account: { ...fixtureView.account, equity: `${20_000 + i}.00` } });
      bot.log(`line ${i} ${'x'.repeat(200)}`);
      // Each draws the whole screen: more than the terminal's own buffer holds.
      if (i % 5 === 0) pty.type('r');
      if (i % 10 === 0)
        await expect(other.call('view', {})).resolves.toMatchObject({
          account: { equity: `${20_000 + i}.00` },
        });
      await delay(20);
    }
    other.close();
    pty.read(true);
    await pty.shows('Equity 20,059.00', 'line 59');
    pty.type('q');
    expect(await pty.ended()).toBe(0);
  });

  it.each(['SIGHUP', 'SIGTERM', 'SIGINT'] as const)('is given back on %s', async (signal) => {
    await open();
    expect(pty.isAlternate).toBe(true);
    pty.signal(socketPath, signal);
    await pty.shows('left: detached');
    expect(pty.isAlternate).toBe(false);
    expect(await pty.ended()).toBe(0);
    expect(bot.called).toEqual([]);
  });

  it('that is killed with its viewer leaves the bot alone, and another viewer attaches', async () => {
    await open();
    pty.signal(socketPath, 'SIGKILL');
    await pty.ended();
    await open();
    expect(bot.called).toEqual([]);
  });

  it('that goes away ends its viewer', async () => {
    await open();
    const pid = Number(readFileSync(`${socketPath}.pid`, 'utf8'));
    await pty.close();
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow(), { timeout: 10_000 });
  });

  it('under CI=1 is drawn, where Ink by itself would draw nothing', async () => {
    await open({ CI: '1' });
    expect(pty.isAlternate).toBe(true);
  });

  it('with NO_COLOR gets no color, and says all the same', async () => {
    await open({ NO_COLOR: '1' });
    expect(pty.written).not.toMatch(COLOR);
    expect(pty.screen).toContain('WARNING');
    await pty.close();
    await open();
    expect(pty.written).toMatch(COLOR);
  });

  it('that is dumb gets one plain snapshot', async () => {
    pty = new Pty(SMALL, [...RUN_TUI, socketPath], { TERM: 'dumb' });
    expect(await pty.ended()).toBe(0);
    expect(pty.written).not.toContain('\u001b');
    expect(pty.written).toContain('65659.00');
  });
});

const COLOR = new RegExp(`${'\u001b'}\\[[0-9;]*(3[0-9]|4[0-9]|9[0-7])[0-9;]*m`);

describe.skipIf(!hasPty)('a core that is killed', () => {
  let core: ChildProcess;
  const serve = async (): Promise<void> => {
    core = spawn(process.execPath, [join(import.meta.dirname, 'terminal/serve-fixture.ts'), socketPath]);
    await vi.waitFor(() => expect(existsSync(socketPath)).toBe(true), { timeout: 10_000 });
  };
  const kill = async (): Promise<void> => {
    const ended = new Promise((resolve) => core.once('exit', resolve));
    core.kill('SIGKILL');
    await ended;
    rmSync(socketPath, { force: true });
  };

  it('is UNKNOWN meanwhile, and what is asked of it is not sent later', async () => {
    await server?.close();
    server = undefined;
    await serve();
    await open();
    await kill();
    await pty.shows('TUI lost core; bot state UNKNOWN', 'link LOST');
    pty.type('p');
    pty.type(CTRL_K);
    await pty.shows('bot kill --name demo --flatten');
    await delay(GUARD_MS);
    for (const key of 'KILL\r') pty.type(key);
    await serve();
    const back = await pty.shows('RUNNING', 'link up');
    expect(back).not.toContain('UNKNOWN');
    // The dialog takes its word only now that there is a bot to hear it; what was typed before is gone.
    expect(back).not.toContain('latched');
    await kill();
  });
});
