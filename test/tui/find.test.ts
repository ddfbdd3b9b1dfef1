import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Attached, attachViewer } from './attached.ts';
import type { FixtureBot } from './fixture-bot.ts';
import type { Viewer } from './viewer.ts';

const ENTER = '\r';
const DOWN = '\u001b[B';

let bot: FixtureBot;
let viewer: Viewer;
let stop: Attached['stop'];

beforeEach(async () => {
  ({ bot, viewer, stop } = await attachViewer());
});

afterEach(() => stop());

/** Esc waits a moment, because an arrow key begins like it. */
function pressEsc(): void {
  viewer.type('\u001b');
  viewer.clock.advance(150);
}

describe('the palette', () => {
  const palette = async (): Promise<void> => {
    viewer.open(':');
    await viewer.until(({ profiles }) => profiles.at === 'known');
  };

  it('goes to a screen by a few of its letters', async () => {
    await palette();
    viewer.type(...'mrkt', ENTER);
    expect(viewer.state.screen).toBe('market');
    expect(viewer.state.dialog).toBeNull();
  });

  it('goes to an instrument on the market screen', async () => {
    await palette();
    viewer.type(...'eth', ENTER);
    expect([viewer.state.screen, viewer.state.instrument]).toEqual(['market', 'ETHUSDT']);
  });

  it('begins with what was chosen last', async () => {
    await palette();
    viewer.type(...'risk', ENTER);
    await palette();
    expect(viewer.screen).toMatch(/▸ Risk +screen 5/);
  });

  it('leads to the switch dialog, which asks by itself', async () => {
    await palette();
    viewer.type(...'demo-vwap', ENTER);
    await viewer.until(({ dialog }) => dialog?.kind === 'switch' && dialog.plan !== null);
    expect(bot.called.filter((call) => call.includes('"dryRun":false'))).toEqual([]);
  });

  it('does not do what cannot be done, and says why', async () => {
    await palette();
    viewer.type(...'switch demo');
    expect(viewer.screen).toMatch(/switch demo +it runs now/);
    const before = viewer.state;
    viewer.type(ENTER);
    expect(viewer.state.dialog).toEqual(before.dialog);
  });

  it('says that nothing has a name, and takes the arrows', async () => {
    await palette();
    viewer.type(...'zzzz');
    expect(viewer.screen).toContain('Nothing has that name');
    pressEsc();
    await palette();
    viewer.type(DOWN, ENTER);
    expect(viewer.state.screen).toBe('positions');
  });
});

describe('the filter', () => {
  it('narrows the focused panel while it is typed, and Esc shows all again', () => {
    viewer.type('2');
    viewer.open('/');
    viewer.type(...'ETH', ENTER);
    expect(viewer.screen).toContain('/ETH');
    expect(viewer.screen).toContain('ETHUSDT     short');
    expect(viewer.screen).not.toContain('BTCUSDT     long');
    pressEsc();
    expect(viewer.screen).toContain('BTCUSDT     long');
  });

  it('looks at log lines whole, and says where none has the text', async () => {
    bot.log('the quick brown fox');
    await viewer.until(({ logs }) => logs.at(-1)?.text === 'the quick brown fox');
    viewer.clock.advance(250);
    viewer.type('6');
    viewer.open('/');
    viewer.type(...'brown');
    expect(viewer.screen).toContain('the quick brown fox');
    viewer.type('x');
    expect(viewer.screen).toContain('No row contains that');
  });
});

describe('a row that is chosen', () => {
  it('is explained by Enter: what the bot knows of its order, from the market to its fills', async () => {
    viewer.type('3');
    viewer.type('j');
    viewer.open(ENTER);
    await viewer.until(({ dialog }) => dialog?.kind === 'explain' && dialog.lines !== null);
    const second = viewer.state.view?.orders[1]?.id;
    expect(bot.called).toEqual([`explain {"id":"${second}","width":72}`]);
    expect(viewer.screen).toContain(`Explain ${second}`);
    expect(viewer.screen).toContain('max-position');
  });

  it('is the chosen one among those that the filter leaves', async () => {
    viewer.type('2');
    viewer.open('/');
    viewer.type(...'ETH', ENTER);
    viewer.open(ENTER);
    await viewer.until(({ dialog }) => dialog?.kind === 'explain' && dialog.lines !== null);
    expect(bot.called[0]).toMatch(/^explain \{"id":"ETHUSDT\//);
  });
});
