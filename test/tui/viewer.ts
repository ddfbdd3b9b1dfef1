import { expect, vi } from 'vitest';
import type { CallName, Calls } from '../../src/core/view/calls.ts';
import { FakeClock } from '../../src/sdk/testkit/clock.ts';
import { frameOf } from '../../src/tui/frame.ts';
import { InputGateway } from '../../src/tui/input/gateway.ts';
import { BotLink } from '../../src/tui/link.ts';
import { type LeaveReason, Session } from '../../src/tui/session.ts';
import { initialState, type TuiState } from '../../src/tui/state.ts';
import { Store } from '../../src/tui/store.ts';
import { SMALL } from './fixture-state.ts';
import { NOW } from './fixture-view.ts';

/** A viewer over a real control server; only the clock is ours. */
export class Viewer {
  readonly clock = new FakeClock(NOW);
  readonly store: Store;
  readonly link: BotLink;
  readonly left: LeaveReason[] = [];
  repaints = 0;
  readonly #session: Session;
  readonly #gateway: InputGateway;

  constructor(socketPath: string, readOnly = false) {
    const { clock } = this;
    this.store = new Store(clock, initialState({ botName: 'demo', nowMs: NOW, size: SMALL, readOnly }));
    this.link = new BotLink({ socketPath, readOnly }, this.store, clock);
    this.#session = new Session({
      clock,
      store: this.store,
      link: this.link,
      repaint: () => {
        this.repaints++;
      },
      leave: (reason) => this.left.push(reason),
    });
    this.#gateway = new InputGateway(clock, (key) => this.#session.press(key));
  }

  get state(): TuiState {
    return this.store.latest;
  }

  /** One read of the terminal per argument. */
  type(...reads: readonly string[]): void {
    for (const read of reads) this.#gateway.push(read);
  }

  /** Hears of every call at the moment it is made, before it goes to the bot. */
  watchCalls(hear: (call: CallName, params: Calls[CallName]['params']) => void): void {
    const call = this.link.call.bind(this.link);
    this.link.call = (name, params, timeoutMs) => {
      hear(name, params);
      return call(name, params, timeoutMs);
    };
  }

  /** Opens a dialog and waits until it takes keys. */
  open(key: string): void {
    this.type(key);
    this.clock.advance(300);
  }

  async until(condition: (state: TuiState) => boolean): Promise<void> {
    await vi.waitFor(() => expect(condition(this.state)).toBe(true));
  }

  get screen(): string {
    return frameOf({ ...this.state, nowMs: this.clock.now() }, false)
      .flatMap(({ lines }) => lines.map((line) => line.map(({ text }) => text).join('')))
      .join('\n');
  }

  stop(): void {
    this.#session.stop();
    this.link.stop();
  }
}
