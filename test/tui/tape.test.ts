import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ControlServer, startControl } from '../../src/control/server.ts';
import type { TapeRow } from '../../src/core/view/tape.ts';
import { footerLine } from '../../src/tui/footer.ts';
import { nextSpeed } from '../../src/tui/tape.ts';
import { FixtureBot } from './fixture-bot.ts';
import { SMALL } from './fixture-state.ts';
import { fixtureTape, fixtureView } from './fixture-view.ts';
import { Viewer } from './viewer.ts';

let folder: string;
let bot: FixtureBot;
let server: ControlServer;
let viewer: Viewer;

async function show(changes: Partial<TapeRow> = {}): Promise<void> {
  bot.change({ head: { ...fixtureView.head, mode: 'replay' }, tape: { ...fixtureTape, ...changes } });
  await viewer.until(
    ({ view }) => JSON.stringify(view?.tape) === JSON.stringify({ ...fixtureTape, ...changes }),
  );
}
const footer = (): string =>
  footerLine(viewer.state, SMALL.columns)
    .map(({ text }) => text)
    .join('');
const sent = async (...calls: readonly string[]): Promise<void> => {
  await viewer.until(() => bot.called.length >= calls.length);
  expect(bot.called).toEqual(calls);
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'botrc-'));
  const socketPath = join(folder, 'control.sock');
  bot = new FixtureBot();
  server = await startControl({ handle: bot, socketPath, version: '0.1.0' });
  viewer = new Viewer(socketPath, true);
  await viewer.link.start();
  await viewer.until(({ view }) => view !== null);
});

afterEach(async () => {
  viewer.stop();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a replay', () => {
  it('is called one, with its own time, place and speed, and has its keys in footer and help', async () => {
    await show();
    expect(viewer.screen).toMatch(/^REPLAY {2}demo/);
    expect(viewer.screen).not.toContain('READONLY');
    expect(viewer.screen).toMatch(/\d\d:\d\d:\d\d x10 {2}4711\/8385/);
    expect(footer()).toMatch(/Space pause.*\. step.*n decision.*\+ faster.*o jump.*q end/);
    viewer.open('?');
    expect(viewer.screen).toContain('On a replay');
    viewer.type(...'j'.repeat(20));
    expect(viewer.screen).toContain('end the replay');
  });

  it('offers nothing that moves money, and its keys are nothing to a bot that lives', async () => {
    viewer.type(' ', '.', 'n', '+', 'o');
    expect(viewer.state.dialog).toBeNull();
    expect(bot.called).toEqual([]);
    await show();
    viewer.type('\u000b', 'p');
    expect(viewer.state.dialog).toBeNull();
    expect(footer()).not.toContain('kill');
  });

  it('moves by its keys', async () => {
    await show();
    viewer.type(' ');
    await sent('tape {"do":"pause"}');
    await show({ state: 'paused' });
    expect(viewer.screen).toContain('PAUSED');
    viewer.type(' ', '.', 'n', '+', '-');
    await sent(
      'tape {"do":"pause"}',
      'tape {"do":"play"}',
      'tape {"do":"step","to":"event"}',
      'tape {"do":"step","to":"decision"}',
      'tape {"do":"speed","speed":20}',
      'tape {"do":"speed","speed":5}',
    );
    // What was done is seen in the header; only a failure takes the footer.
    expect(viewer.state.notice).toBeNull();
  });

  it('jumps to what is typed, and says why it cannot', async () => {
    await show();
    viewer.open('o');
    viewer.type(...'run-1', '\r');
    await sent('tape {"do":"jump","to":"run-1"}');
    await viewer.until(({ dialog }) => dialog === null);
    bot.refuses = true;
    viewer.open('o');
    viewer.type(...'nowhere', '\r');
    await viewer.until(({ dialog }) => dialog?.kind === 'jump' && dialog.progress.at === 'failed');
    expect(viewer.screen).toContain('BOTRC_TAPE_TARGET');
    expect(viewer.screen).toContain('> nowhere');
  });

  it('has every order in sight in the palette, as a place to jump to', async () => {
    await show();
    const id = fixtureView.orders[0]?.id ?? '';
    viewer.open(':');
    viewer.type(...`order ${id}`, '\r');
    await viewer.until(() => bot.called.some((call) => call.startsWith('tape')));
    expect(bot.called.at(-1)).toBe(`tape {"do":"jump","to":"${id}"}`);
  });

  it('is not stale while it stands, and says when it left the record', async () => {
    await show({ state: 'paused' });
    viewer.clock.advance(60_000);
    expect(viewer.screen).not.toContain('STALE');
    await show({ state: 'paused', difference: 4700 });
    expect(viewer.screen).toContain('Not as recorded since seq 4700');
  });

  it('goes faster and slower by 1, 2, 5, to its ends', () => {
    expect([0.01, 1, 3, 5, 100_000].map((speed) => nextSpeed(speed, 'faster'))).toEqual([
      0.02, 2, 5, 10, 100_000,
    ]);
    expect([0.01, 1, 3, 20, 100_000].map((speed) => nextSpeed(speed, 'slower'))).toEqual([
      0.01, 0.5, 2, 10, 50_000,
    ]);
  });
});
