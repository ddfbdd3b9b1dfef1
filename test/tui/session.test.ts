import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ControlServer, startControl } from '../../src/control/server.ts';
import { FixtureBot } from './fixture-bot.ts';
import { fixtureView } from './fixture-view.ts';
import { Viewer } from './viewer.ts';

const CTRL_K = '\u000b';
const ESC = '\u001b';

let folder: string;
let socketPath: string;
let bot: FixtureBot;
let server: ControlServer;
let viewer: Viewer;

async function attach(readOnly = false): Promise<void> {
  viewer = new Viewer(socketPath, readOnly);
  await viewer.link.start();
  await viewer.until(({ view }) => view !== null);
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'botrc-'));
  socketPath = join(folder, 'control.sock');
  bot = new FixtureBot();
  server = await startControl({ handle: bot, socketPath, version: '0.1.0' });
  await attach();
});

afterEach(async () => {
  viewer.stop();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the kill dialog', () => {
  const asked = (): readonly string[] => bot.called;
  const settled = (): Promise<void> =>
    viewer.until(({ dialog }) => dialog?.kind === 'kill' && dialog.progress.at === 'done');

  it('flattens after the word and an Enter of its own', async () => {
    viewer.open(CTRL_K);
    viewer.type('K', 'I', 'L', 'L');
    expect(asked()).toEqual([]);
    viewer.type('\r');
    await settled();
    expect(asked()).toEqual(['kill {"cancel":true,"flatten":true,"reason":"kill dialog of the TUI"}']);
    expect(viewer.screen).toContain('Kill switch latched, verified: 0 orders and 0 positions are open');
    await viewer.until(({ view }) => view?.head.state === 'halted');
  });

  it('cancels after its own word, and pauses after y', async () => {
    viewer.open(CTRL_K);
    viewer.type(...'CANCEL', '\r');
    await settled();
    viewer.type(ESC);
    viewer.clock.advance(150);
    expect(viewer.state.dialog).toBeNull();
    viewer.open(CTRL_K);
    viewer.type('y');
    await settled();
    expect(asked()).toEqual([
      'kill {"cancel":true,"flatten":false,"reason":"kill dialog of the TUI"}',
      'pause {}',
    ]);
  });

  it.each([
    ['Enter alone', ['\r']],
    ['another word', [...'kill', '\r']],
    ['half a word', [...'KIL', '\r']],
    ['a word with its Enter in one read', ['KILL\r']],
    ['a word whose last letter brings the Enter', [...'KIL', 'L\r']],
    ['a bracketed paste', ['\u001b[200~KILL\r\u001b[201~']],
    ['a bracketed paste, then Enter', ['\u001b[200~KILL\u001b[201~', '\r']],
    ['y with an Enter in one read', ['y\r']],
    ['y twice in one read', ['yy']],
    ['y after other letters', [...'Ky', '\r']],
    ['a line feed', [...'KILL', '\n']],
  ])('does nothing after %s', async (_, reads) => {
    viewer.open(CTRL_K);
    viewer.type(...reads);
    await viewer.link.call('view', {}, 1000);
    expect(asked()).toEqual(['view {}']);
    expect(viewer.state.dialog).toMatchObject({ kind: 'kill', progress: { at: 'ask' } });
  });

  it('drops what is typed in its first 300 ms', () => {
    viewer.type(CTRL_K, ...'KI');
    viewer.clock.advance(299);
    viewer.type('y', 'L');
    expect(viewer.state.dialog).toMatchObject({ typed: '', progress: { at: 'ask' } });
    viewer.clock.advance(1);
    viewer.type('C');
    expect(viewer.state.dialog).toMatchObject({ typed: 'C' });
  });

  it('corrects with Backspace, and shows what would be hit', () => {
    viewer.open(CTRL_K);
    viewer.type('C', 'X', '\u007f', 'A');
    expect(viewer.screen).toContain('> CA_');
    expect(viewer.screen).toContain('3 open orders, 2 positions, about 4,793.07 USDT');
  });

  it('does not forget what it sent when its key is pressed again', async () => {
    bot.silent = true;
    viewer.open(CTRL_K);
    viewer.type(...'KILL', '\r', CTRL_K);
    expect(viewer.state.dialog).toMatchObject({ progress: { at: 'sent' } });
  });

  it('says that the outcome is unknown when the link dies, and what to run', async () => {
    bot.silent = true;
    viewer.open(CTRL_K);
    viewer.type(...'KILL', '\r');
    await vi.waitFor(() => expect(bot.called.length).toBe(1));
    viewer.link.stop();
    await viewer.until(({ dialog }) => dialog?.kind === 'kill' && dialog.progress.at === 'unknown');
    expect(viewer.screen).toContain('OUTCOME UNKNOWN');
    expect(viewer.screen).toContain('bot kill --name demo --flatten');
  });

  it('is not there for a viewer that may only look', async () => {
    viewer.stop();
    await attach(true);
    viewer.type(CTRL_K, 'p');
    expect(viewer.state.dialog).toBeNull();
    expect(viewer.screen).toContain('PAPER READONLY');
    expect(viewer.screen).not.toContain('Ctrl-K');
  });
});

describe('pause and resume', () => {
  it('ask first, and know which of them is next', async () => {
    viewer.open('p');
    expect(viewer.screen).toContain('Pause entries');
    viewer.type('y');
    await viewer.until(({ view }) => view?.head.state === 'paused');
    viewer.type(ESC);
    viewer.clock.advance(150);
    viewer.open('p');
    viewer.type('\r');
    expect(viewer.screen).toContain('Resume entries');
    viewer.type('y');
    await viewer.until(({ view }) => view?.head.state === 'running');
    expect(bot.called).toEqual(['pause {}', 'resume {}']);
  });

  it('explain a halt instead of ending it', async () => {
    bot.change({ head: { ...fixtureView.head, state: 'halted' } });
    await viewer.until(({ view }) => view?.head.state === 'halted');
    viewer.open('p');
    viewer.type('y');
    expect(viewer.screen).toContain('bot resume --name demo --reason');
    expect(bot.called).toEqual([]);
  });

  it('tell the footer when their dialog was closed before the answer', async () => {
    viewer.open('p');
    viewer.type('y');
    viewer.type(ESC);
    viewer.clock.advance(150);
    await viewer.until(({ notice }) => notice !== null);
    expect(viewer.screen).toContain('pause: done');
    viewer.clock.advance(5000);
    expect(viewer.screen).not.toContain('pause: done');
  });
});

describe('the profile switcher', () => {
  const choose = async (index: number): Promise<void> => {
    viewer.type('7');
    await viewer.until(({ profiles }) => profiles.at === 'known');
    viewer.type(...'j'.repeat(index), '\r');
    viewer.clock.advance(300);
  };

  it('shows what would change, asks, and tells what came of it', async () => {
    await choose(1);
    await viewer.until(({ dialog }) => dialog?.kind === 'switch' && dialog.plan !== null);
    await viewer.until(({ logs }) => logs.at(-1)?.text.includes('warming up') ?? false);
    const before = viewer.state.logs.length;
    const asked = viewer.screen;
    expect(asked).toMatch(
      /Parameters[\s\S]*params\.fast: 12 → absent[\s\S]*Strategies[\s\S]*ema-cross → vwap-reversion/,
    );
    expect(asked).toMatch(/Limits[\s\S]*risk\.maxPositions: 4 → 2[\s\S]*Positions \(keep\)/);
    expect(asked).toContain('BTCUSDT of ema-cross: kept, its stop stays at the venue');
    viewer.type('\r');
    viewer.type('y');
    await viewer.until(({ dialog }) => dialog?.kind === 'switch' && dialog.progress.at === 'done');
    expect(viewer.screen).toContain('Switched from demo to demo-vwap at event 48300');
    // Logs are shown once a second.
    viewer.clock.advance(1_000);
    await viewer.until(({ logs }) => logs.length > before);
    expect(viewer.screen.match(/warming up with 96 bars/g)?.length, 'its own steps alone').toBe(1);
    expect(viewer.screen).toContain('vwap-reversion: warming 31 of 96');
    expect(bot.called).toEqual([
      'profiles {}',
      'switch {"profile":"demo-vwap","positions":"keep","dryRun":true}',
      'switch {"profile":"demo-vwap","positions":"keep","dryRun":false}',
    ]);
    await viewer.until(({ view }) => view?.head.profile === 'demo-vwap');
  });

  it('asks again for what would change when positions shall be flattened', async () => {
    await choose(1);
    await viewer.until(({ dialog }) => dialog?.kind === 'switch' && dialog.plan !== null);
    viewer.type('\t');
    await vi.waitFor(() => expect(bot.called.at(-1)).toContain('"positions":"flatten","dryRun":true'));
  });

  it('scrolls a plan that is longer than the screen, and keeps its keys in sight', async () => {
    bot.changes = 40;
    await choose(1);
    await viewer.until(({ dialog }) => dialog?.kind === 'switch' && dialog.plan !== null);
    expect(viewer.screen).toContain('y switch');
    expect(viewer.screen).not.toContain('Positions (keep)');
    for (let i = 0; i < 10; i++) viewer.type('\u001b[6~');
    expect(viewer.screen).toContain('Positions (keep)');
    expect(viewer.screen).toContain('y switch');
    expect(bot.called.length).toBe(2);
  });

  it('says why a candidate fails, and leaves the old one', async () => {
    await choose(2);
    await viewer.until(({ dialog }) => dialog?.kind === 'switch' && dialog.progress.at === 'failed');
    expect(viewer.screen).toContain('the profile does not validate (BOTRC_CONFIG_UNKNOWN_KEY)');
    expect(viewer.screen).toContain('Where: profiles/broken.yml:3:1');
    expect(viewer.screen).toContain('Did you mean `strategies`?');
    expect(viewer.state.view?.head.profile).toBe('demo');
  });

  it('does not switch to what runs', async () => {
    await choose(0);
    expect(viewer.state.dialog).toBeNull();
    expect(viewer.screen).toContain('demo is what runs now');
  });

  it('takes the typed name where money is real', async () => {
    bot.change({ head: { ...fixtureView.head, mode: 'live' } });
    await viewer.until(({ view }) => view?.head.mode === 'live');
    await choose(1);
    await viewer.until(({ dialog }) => dialog?.kind === 'switch' && dialog.plan !== null);
    viewer.type('y', '\r');
    expect(bot.called.length).toBe(2);
    viewer.type('\u007f', ...'demo-vwap', '\r');
    await viewer.until(({ dialog }) => dialog?.kind === 'switch' && dialog.progress.at === 'done');
  });
});

describe('the display', () => {
  it('freezes and goes on, while the header stays live', async () => {
    viewer.type('f');
    bot.change({
      account: { ...fixtureView.account, equity: '20000.00', dayPnl: '1.00' },
      positions: [],
    });
    await viewer.until(({ view }) => view?.positions.length === 0);
    viewer.clock.advance(12_000);
    expect(viewer.screen).toContain('FROZEN 12s');
    expect(viewer.screen).toContain('BTCUSDT     long');
    expect(viewer.screen).toContain('equity 20,000.00');
    viewer.type('f');
    expect(viewer.screen).not.toContain('BTCUSDT     long');
  });

  it('takes log lines as they come, made safe for the terminal', async () => {
    bot.log('evil \u001b[2J\u0007 text \u202e\u{1f680}', 'error');
    await viewer.until(({ logs }) => logs.at(-1)?.text.startsWith('evil') ?? false);
    viewer.clock.advance(250);
    expect(viewer.screen).toMatch(/ERROR test {9}evil +\[2J +text +\?/);
    expect(viewer.screen).not.toContain('\u001b');
  });

  it('repaints and leaves on its keys', () => {
    viewer.type('r', 'q', '\u0003');
    expect(viewer.repaints).toBe(1);
    expect(viewer.left).toEqual(['detached', 'detached']);
  });
});

describe('a link that ends', () => {
  it('is a stop where the bot said goodbye, and any key meant for it leaves', async () => {
    await server.close();
    await viewer.until(({ link }) => link.state === 'stopped');
    expect(viewer.screen).toContain('demo has stopped.');
    expect(viewer.screen).toContain('bot start --profile demo');
    viewer.type('j');
    expect(viewer.left).toEqual([]);
    viewer.clock.advance(300);
    viewer.type('j');
    expect(viewer.left).toEqual(['stopped']);
  });

  it('is tried again with growing pauses where nobody answers', async () => {
    await server.close();
    viewer.stop();
    viewer = new Viewer(socketPath);
    await viewer.link.start();
    const waits: number[] = [];
    for (let i = 0; i < 7; i++) {
      const due = viewer.state.link.retryMs ?? 0;
      waits.push(due - viewer.clock.now());
      viewer.clock.advanceTo(due);
      await viewer.until(({ link }) => link.retryMs !== due);
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
    expect(viewer.screen).toContain('no running bot answers there (BOTRC_CONTROL_UNREACHABLE)');
    viewer.type('q');
    expect(viewer.left).toEqual(['lost']);
    server = await startControl({ handle: bot, socketPath, version: '0.1.0' });
    viewer.clock.advance(10_000);
    await viewer.until(({ link }) => link.state === 'up');
  });
});
