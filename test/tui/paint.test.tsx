import { renderToString } from 'ink';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FakeClock } from '../../src/sdk/testkit/clock.ts';
import { Frame } from '../../src/tui/app.tsx';
import { type Mounted, mount } from '../../src/tui/mount.tsx';
import { Screen } from '../../src/tui/screen.ts';
import type { Size, TuiState } from '../../src/tui/state.ts';
import { Store } from '../../src/tui/store.ts';
import { FakeTerminal } from './fake-terminal.ts';
import { LARGE, liveState, SMALL } from './fixture-state.ts';
import { fixtureView, NOW } from './fixture-view.ts';

/** Ink, our screen and a terminal emulator, together. */
class Shown {
  readonly clock = new FakeClock(NOW);
  readonly terminal: FakeTerminal;
  readonly store: Store;
  readonly screen: Screen;
  readonly mounted: Mounted;

  constructor(size: Size) {
    this.terminal = new FakeTerminal(size);
    this.store = new Store(this.clock, liveState(size));
    this.screen = new Screen(this.terminal.stream, this.clock, {
      disturbed: () => {
        const { columns, rows } = this.screen;
        this.set((state) => ({ ...state, size: { columns, rows } }));
        this.mounted.repaint();
      },
      wrote: (tookMs, nowMs) => this.store.pace.wrote(tookMs, nowMs),
    });
    this.screen.open('botrc demo\r\nConnecting');
    this.mounted = mount(this.screen, this.store, { color: true, ascii: false });
  }

  set(change: (state: TuiState) => TuiState): void {
    this.store.set(change, 'now');
  }

  /** Until the screen is what a fresh drawing of the state would be: no row left over from before. */
  async isExact(): Promise<void> {
    await vi.waitFor(async () => {
      const state = this.store.shown();
      const app = <Frame state={state} theme={{ color: false, ascii: false, plain: true }} />;
      const fresh = renderToString(app, { columns: state.size.columns }).split('\n');
      expect(await this.terminal.screen()).toEqual(fresh.map((line) => line.trimEnd()));
    });
  }

  close(): void {
    this.store.stop();
    this.mounted.unmount();
    this.screen.close();
  }
}

let shown: Shown;
afterEach(() => shown.close());

const moved = (state: TuiState, tick: number): TuiState => ({
  ...state,
  view: {
    ...fixtureView,
    account: { ...fixtureView.account, equity: `1003${tick % 10}.51`, dayPnl: `${tick}.25` },
    positions: fixtureView.positions.map((row) => ({ ...row, unrealizedPnl: `${tick}.75` })),
  },
});

describe('the screen', () => {
  it('shows a plain frame before Ink has drawn, and then only the new one', async () => {
    shown = new Shown(SMALL);
    expect(shown.terminal.writes[0]).toContain('Connecting');
    await shown.isExact();
    expect(shown.terminal.isAlternate).toBe(true);
    expect(shown.terminal.isBracketingPastes).toBe(true);
  });

  it('is exact after every size it is given, larger or smaller', async () => {
    shown = new Shown(SMALL);
    await shown.isExact();
    const sizes = [[200, 60], [40, 12], LARGE, [30, 4], [80, 24], [81, 24], [80, 25], [79, 24]] as const;
    for (const size of sizes) {
      shown.terminal.resize('columns' in size ? size : { columns: size[0], rows: size[1] });
      await shown.isExact();
    }
  });

  it('is exact when a size changes while data comes in', async () => {
    shown = new Shown(LARGE);
    for (let tick = 0; tick < 20; tick++) {
      shown.set((state) => moved(state, tick));
      if (tick % 3 === 0) shown.terminal.resize({ columns: 120 - tick * 4, rows: 40 - tick });
    }
    await shown.isExact();
  });

  it('writes once per frame, and nothing where nothing changed', async () => {
    shown = new Shown(LARGE);
    await shown.isExact();
    const before = shown.terminal.writes.length;
    shown.set((state) => moved(state, 7));
    await shown.isExact();
    expect(shown.terminal.writes.length).toBe(before + 1);
    shown.set((state) => ({ ...state }));
    shown.set((state) => ({ ...state, nowMs: state.nowMs + 1 }));
    await shown.isExact();
    expect(shown.terminal.writes.length).toBe(before + 1);
  });

  it('draws all again when it was written over', async () => {
    shown = new Shown(SMALL);
    await shown.isExact();
    shown.terminal.write('\u001b[5;5Hnoise of another program\u001b[20;1Hmore');
    expect((await shown.terminal.screen())[4]).toContain('noise');
    shown.mounted.repaint();
    await shown.isExact();
  });

  it('gives the terminal back, and writes nothing after that', async () => {
    shown = new Shown(SMALL);
    await shown.isExact();
    shown.mounted.unmount();
    shown.screen.close();
    await shown.terminal.screen();
    expect(shown.terminal.isAlternate).toBe(false);
    expect(shown.terminal.isBracketingPastes).toBe(false);
    expect(shown.terminal.writes.at(-1)).toMatch(/\[\?25h$/);
    const after = shown.terminal.writes.length;
    shown.screen.write('late');
    await Promise.resolve();
    expect(shown.terminal.writes.length).toBe(after);
  });
});

describe('what a frame costs', () => {
  it('stays within the bytes that a slow link can take', async () => {
    shown = new Shown(LARGE);
    await shown.isExact();
    const bytes = (from: number): number =>
      shown.terminal.writes.slice(from).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    const start = shown.terminal.writes.length;
    for (let tick = 10; tick < 20; tick++) {
      shown.set((state) => moved(state, tick));
      await shown.isExact();
    }
    // Equity, day, two positions and the PnL panel: ten frames are two and a half seconds of a busy market.
    expect(bytes(start) / 10).toBeLessThan(200);
  });
});

describe('a link that is slow', () => {
  const frame = async (tick: number): Promise<void> => {
    shown.set((state) => moved(state, tick));
    await shown.isExact();
  };

  it('gets fewer frames of data, says so, and recovers step by step', async () => {
    shown = new Shown(SMALL);
    await shown.isExact();
    expect(shown.store.pace.frameMs).toBe(250);
    shown.terminal.delay = () => shown.clock.advance(80);
    await frame(1);
    await frame(2);
    expect(shown.store.pace.frameMs).toBe(1000);
    await frame(3);
    expect((await shown.terminal.screen()).join('\n')).toContain('SLOW LINK');
    await frame(4);
    expect(shown.store.pace.frameMs).toBe(2000);
    shown.terminal.delay = () => undefined;
    for (const expected of [1000, 500, 250]) {
      shown.clock.advance(10_000);
      await frame(expected);
      expect(shown.store.pace.frameMs).toBe(expected);
    }
    await frame(5);
    expect((await shown.terminal.screen()).join('\n')).not.toContain('SLOW LINK');
  });
});
