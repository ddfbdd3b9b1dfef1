import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ControlServer, startControl } from '../../src/control/server.ts';
import { FixtureBot } from './fixture-bot.ts';
import { LARGE, SMALL } from './fixture-state.ts';
import { fixtureView } from './fixture-view.ts';
import { buildTui } from './terminal/build-tui.ts';
import { hasTmux, Tmux } from './terminal/tmux.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const node = JSON.stringify(process.execPath);
const runTui = `${node} ${join(root, 'test/tui/terminal/run-tui.ts')}`;

let folder: string;
let socketPath: string;

beforeAll(() => {
  buildTui();
  folder = mkdtempSync(join(tmpdir(), 'botrc-'));
  socketPath = join(folder, 'control.sock');
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

let tmux: Tmux | undefined;
let count = 0;
function open(size = SMALL, command = `${runTui} ${socketPath}`): Tmux {
  count += 1;
  tmux = new Tmux(String(count), size, command);
  return tmux;
}

afterEach(() => {
  tmux?.close();
  tmux = undefined;
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

/** The process of the TUI that was started last, see run-tui.ts. */
const tuiPid = (): number => Number(readFileSync(`${socketPath}.pid`, 'utf8'));

describe.skipIf(!hasTmux)('in a terminal, on a bot that runs', () => {
  let bot: FixtureBot;
  let server: ControlServer;

  beforeEach(async () => {
    bot = new FixtureBot();
    server = await startControl({ handle: bot, socketPath, version: '0.1.0' });
  });

  afterEach(() => server.close());

  it.each([SMALL, LARGE])('shows live positions, PnL, risk and logs at $columns columns', async (size) => {
    const terminal = open(size);
    await terminal.shows(
      'BTCUSDT',
      '+47.68',
      'Equity 10,034.51',
      'kill switch off',
      'max-position',
      '65659.00',
    );
    bot.change({ account: { ...fixtureView.account, equity: '12345.60' } });
    bot.log('something just happened');
    await terminal.shows('Equity 12,345.60', 'something just happened');
  });

  it('leaves no row of another size behind', async () => {
    const terminal = open(LARGE);
    const first = await terminal.shows('Strategies', '1 Overview');
    for (const size of [SMALL, { columns: 40, rows: 12 }, { columns: 200, rows: 60 }]) {
      terminal.resize(size);
      const screen = await terminal.shows('detach');
      expect(screen.split('detach').length, `${size.columns} columns`).toBe(2);
    }
    terminal.resize(LARGE);
    // How old the data is goes on by itself.
    const steady = (screen: string): string => screen.replace(/ +data \S+/, '');
    await vi.waitFor(() => expect(steady(terminal.screen)).toBe(steady(first)), { timeout: 20_000 });
  });

  it('leaves on q and gives the terminal back', async () => {
    const terminal = open();
    await terminal.shows('Positions');
    terminal.keys('q');
    const screen = await terminal.shows('left: detached', 'ended 0', /^icanon/m);
    expect(screen).toMatch(/^before/);
    expect(screen).not.toContain('Positions');
    expect(bot.called).toEqual([]);
  });

  it('gives the terminal back when it is told to end', async () => {
    const terminal = open();
    await terminal.shows('Positions');
    process.kill(tuiPid(), 'SIGTERM');
    await terminal.shows('before', 'left: detached', /^icanon/m);
  });

  it('ends when its terminal is closed', async () => {
    const terminal = open();
    await terminal.shows('Positions');
    const pid = tuiPid();
    expect(isAlive(pid)).toBe(true);
    terminal.close();
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 10_000 });
  });

  it('kills after the typed word, not after a paste', async () => {
    const terminal = open();
    await terminal.shows('Positions');
    terminal.keys('C-k');
    await terminal.shows('type KILL, then Enter', '> _');
    // A second for the guard; that it exists is tested with a clock of our own.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    terminal.paste('KILL\n');
    terminal.keys('Enter');
    await terminal.shows('> _');
    expect(bot.called).toEqual([]);
    terminal.keys('K', 'I', 'L', 'L');
    await terminal.shows('> KILL_');
    terminal.keys('Enter');
    await terminal.shows('Kill switch latched, verified', 'HALTED');
    expect(bot.called).toEqual(['kill {"cancel":true,"flatten":true,"reason":"kill dialog of the TUI"}']);
  });

  it('types no letter of an arrow key that came in pieces', async () => {
    const terminal = open();
    await terminal.shows('Positions');
    terminal.keys('C-k');
    await terminal.shows('> _');
    await new Promise((resolve) => setTimeout(resolve, 1000));
    terminal.bytes(0x1b, 0x5b);
    await new Promise((resolve) => setTimeout(resolve, 300));
    terminal.bytes(0x41);
    terminal.keys('K');
    await terminal.shows('> K_');
  });

  it('prints one plain snapshot where there is no terminal', async () => {
    const piped = spawn(process.execPath, [join(root, 'test/tui/terminal/run-tui.ts'), socketPath]);
    let text = '';
    piped.stdout.on('data', (chunk) => {
      text += chunk;
    });
    expect(await new Promise((resolve) => piped.on('close', resolve))).toBe(0);
    for (const part of ['PAPER', 'BTCUSDT', 'Equity 10,034.51', 'max-position', '65659.00']) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain('\u001b');
    const dumb = open(SMALL, `TERM=dumb ${runTui} ${socketPath}`);
    await dumb.shows('65659.00', 'left: detached', 'ended 0');
  });

  it('draws under CI, where Ink by itself would draw nothing', async () => {
    await open(SMALL, `CI=1 NO_COLOR=1 ${runTui} ${socketPath}`).shows('BTCUSDT');
  });
});

describe.skipIf(!hasTmux)('in a terminal, on a bot that dies', () => {
  let served: ChildProcess | undefined;

  const serve = async (): Promise<void> => {
    served = spawn(process.execPath, [join(root, 'test/tui/terminal/serve-fixture.ts'), socketPath]);
    await vi.waitFor(() => expect(existsSync(socketPath)).toBe(true), { timeout: 10_000 });
  };

  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const child = served;
    if (child === undefined) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
    served = undefined;
  };

  afterEach(() => end('SIGKILL'));

  it('says that nothing is known, and comes back with the bot', async () => {
    await serve();
    const terminal = open();
    await terminal.shows('RUNNING', 'BTCUSDT');
    await end('SIGKILL');
    const lost = await terminal.shows('TUI lost core; bot state UNKNOWN', 'link LOST');
    expect(lost).toContain('BTCUSDT');
    expect(lost).not.toContain('RUNNING');
    rmSync(socketPath, { force: true });
    await serve();
    const back = await terminal.shows('RUNNING', 'link up');
    expect(back).not.toContain('UNKNOWN');
    terminal.keys('q');
    await terminal.shows('left: detached');
  });

  it('leaves a bot that hangs without waiting for its goodbye', async () => {
    await serve();
    const terminal = open();
    await terminal.shows('RUNNING');
    served?.kill('SIGSTOP');
    terminal.keys('q');
    await terminal.shows('left: detached', 'ended 0');
  });
});
