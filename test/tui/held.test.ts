import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ControlServer, startControl } from '../../src/control/server.ts';
import type { HeldRow } from '../../src/core/view/rows.ts';
import { FixtureBot } from './fixture-bot.ts';
import { fixtureHeld } from './fixture-held.ts';
import { fixtureView, NOW } from './fixture-view.ts';
import { Viewer } from './viewer.ts';

// E-7: a signal waits for the operator's word.

const ESC = '\u001b';
const [, second, queued] = fixtureHeld;

let folder: string;
let bot: FixtureBot;
let server: ControlServer;
let viewer: Viewer;

async function attach(readOnly = false): Promise<void> {
  viewer = new Viewer(join(folder, 'control.sock'), readOnly);
  await viewer.link.start();
  await viewer.until(({ view }) => view !== null);
}

async function hold(...held: readonly HeldRow[]): Promise<void> {
  bot.change({ signals: { ...fixtureView.signals, held } });
  await viewer.until(({ view }) => view?.signals.held.length === held.length);
  viewer.clock.advance(250);
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'botrc-'));
  bot = new FixtureBot();
  server = await startControl({ handle: bot, socketPath: join(folder, 'control.sock'), version: '0.1.0' });
  await attach();
  await hold(...fixtureHeld);
});

afterEach(async () => {
  viewer.stop();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const decided = (): Promise<void> =>
  viewer.until(({ dialog }) => dialog?.kind === 'held' && dialog.progress.at === 'done');

describe('a signal that waits for a word', () => {
  it('is announced on every screen, with its timer', () => {
    for (const screen of ['1', '4', '6']) {
      viewer.type(screen);
      expect(viewer.screen).toContain('Waits for a word: BUY 0.02 BTCUSDT, 59s left, 1 more  c decides');
    }
  });

  it('is listed with what it waits for', () => {
    viewer.type('3');
    expect(viewer.screen).toMatch(/BTCUSDT +buy +your word +59s/);
    expect(viewer.screen).toMatch(/ETHUSDT +sell +block 14m/);
  });

  it('shows its levels, timer and size, and is sent by a y of its own', async () => {
    viewer.open('c');
    for (const part of [
      'BUY 0.02 BTCUSDT',
      'Entry 65,600.00',
      'Stop 65,100.00',
      'Targets 66,500.00',
      'Risk 1 R',
    ]) {
      expect(viewer.screen).toContain(part);
    }
    expect(viewer.screen).toContain('Size about 1,312.00 USDT');
    expect(viewer.screen).toContain('Waits for your word, expires in 59s');
    expect(bot.called).toEqual([]);
    viewer.type('y');
    await decided();
    expect(bot.called).toEqual(['confirm {"id":"s3"}']);
    expect(viewer.screen).toContain('s3 was sent');
  });

  it('is followed to its fill', async () => {
    viewer.open('c');
    viewer.type('y');
    await decided();
    const order = {
      ...(fixtureView.orders[0] ?? never()),
      id: 'r1-000020',
      role: 'entry',
      side: 'buy' as const,
    };
    bot.change({
      orders: [...fixtureView.orders, { ...order, price: '65600.00', quantity: '0.020', state: 'working' }],
    });
    await viewer.until(({ view }) => view?.orders.length === 4);
    expect(viewer.screen).toContain('entry buy 0.02 at 65,600.00: working');
    const fill = {
      ...(fixtureView.fills[0] ?? never()),
      orderId: 'r1-000020',
      price: '65599.50',
      quantity: '0.020',
    };
    bot.change({ orders: fixtureView.orders, fills: [...fixtureView.fills, fill] });
    await viewer.until(({ view }) => view?.fills.length === 3);
    expect(viewer.screen).toContain('entry buy 0.02 filled at 65,599.50');
    expect(viewer.screen).not.toContain('working');
  });

  it('is declined by n', async () => {
    viewer.open('c');
    viewer.type('n');
    await decided();
    expect(bot.called).toEqual(['decline {"id":"s3"}']);
    expect(viewer.screen).toContain('s3 was declined');
  });

  it.each([
    ['Enter', ['\r']],
    ['a bracketed paste', [`${ESC}[200~y${ESC}[201~`]],
    ['y and Enter in one read', ['y\r']],
    ['y held down', ['yy']],
    ['an uppercase Y', ['Y']],
    ['an arrow key that came in pieces', [`${ESC}[`, 'A']],
  ])('is not sent by %s', async (_, reads) => {
    viewer.open('c');
    viewer.type(...reads);
    await viewer.link.call('view', {}, 1000);
    expect(bot.called).toEqual(['view {}']);
  });

  it('is not sent by what was typed before its dialog was seen', async () => {
    viewer.type('c', 'y');
    viewer.clock.advance(299);
    viewer.type('y');
    await viewer.link.call('view', {}, 1000);
    expect(bot.called).toEqual(['view {}']);
  });

  it('keeps its dialog: no y reaches the signal that waits next', async () => {
    viewer.open('c');
    await hold(second);
    viewer.type('y');
    expect(viewer.screen).toContain('It waits no more');
    await viewer.link.call('view', {}, 1000);
    expect(bot.called).toEqual(['view {}']);
  });

  it('says that it was not sent, and why', async () => {
    bot.refuses = true;
    viewer.open('c');
    viewer.type('y');
    await decided();
    expect(viewer.screen).toContain('s3 was NOT sent');
  });

  it('says that the outcome is unknown when the link dies, and what to run', async () => {
    bot.silent = true;
    viewer.open('c');
    viewer.type('y');
    viewer.link.stop();
    await viewer.until(({ dialog }) => dialog?.kind === 'held' && dialog.progress.at === 'unknown');
    expect(viewer.screen).toContain('bot status --name demo');
  });

  it('can be looked at, not decided, by a viewer that may only look', async () => {
    viewer.stop();
    await attach(true);
    viewer.type('c');
    expect(viewer.state.dialog).toBeNull();
    viewer.type('3', '\t', '\r');
    viewer.clock.advance(300);
    expect(viewer.state.dialog).toMatchObject({ kind: 'held' });
    viewer.type('y', 'n');
    await viewer.link.call('view', {}, 1000);
    expect(bot.called).toEqual(['view {}']);
  });
});

describe('a signal that waits for the end of a block (R-5)', () => {
  it('shows its timer; it can be declined, not sent', async () => {
    await hold(queued);
    expect(viewer.screen).not.toContain('Waits for a word');
    viewer.open('c');
    expect(viewer.state.dialog).toBeNull();
    viewer.type('3', '\t', '\r');
    viewer.clock.advance(300);
    expect(viewer.screen).toContain('its block ends in 14m');
    viewer.type('y');
    await viewer.link.call('view', {}, 1000);
    viewer.type('n');
    await decided();
    expect(bot.called).toEqual(['view {}', 'decline {"id":"s5"}']);
  });
});

function never(): never {
  throw new Error(`the fixture of ${NOW} is empty`);
}
