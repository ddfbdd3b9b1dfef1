import { createPerformance } from '../core/metrics/performance.ts';
import type { BotView, HeadRow, Slice } from '../core/view/bot.ts';
import { viewPerformance } from '../core/view/performance.ts';
import type { BotState, CoreView } from '../core/view/rows.ts';
import type { Clock, Ms, TimerHandle } from '../sdk/index.ts';

/** Viewers are told at most so often. */
const EVERY_MS: Ms = 200;

export interface PublisherSources {
  readonly clock: Clock;
  /** Undefined before the core is built. Asked between two batches only, so that what it shows is durable. */
  readonly core: () => Promise<CoreView | undefined>;
  readonly compose: (core: CoreView | undefined) => BotView;
  readonly onFailure: (error: unknown) => void;
}

/** Keeps the newest view and tells listeners the slices that changed. */
export interface Publisher {
  view(): BotView;
  onChange(listener: (slices: Partial<BotView>) => void): () => void;
  /** Call between two batches: publishes when it is time. */
  due(): Promise<void>;
  /** Publishes now. */
  now(): Promise<void>;
  stop(): void;
}

export function createPublisher({ clock, core, compose, onFailure }: PublisherSources): Publisher {
  const listeners = new Set<(slices: Partial<BotView>) => void>();
  let view = compose(undefined);
  let texts = new Map<Slice, string>();
  let nextMs = 0;
  let timer: TimerHandle;

  const publish = async (): Promise<void> => {
    nextMs = clock.now() + EVERY_MS;
    view = compose(await core());
    const slices: Record<string, unknown> = {};
    const fresh = new Map<Slice, string>();
    for (const slice of Object.keys(view) as Slice[]) {
      const text = JSON.stringify(view[slice]);
      fresh.set(slice, text);
      if (texts.get(slice) !== text) slices[slice] = view[slice];
    }
    texts = fresh;
    if (Object.keys(slices).length > 0)
      for (const listener of listeners) listener(slices as Partial<BotView>);
  };

  // With no events at all the state of the runtime itself still has to be seen.
  const beat = (): void => {
    publish().catch(onFailure);
    timer = clock.setTimer(5 * EVERY_MS, beat);
  };
  timer = clock.setTimer(EVERY_MS, beat);

  return {
    view: () => view,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    due: async () => {
      if (clock.now() < nextMs) return;
      // A view that cannot be made must not end the run that it shows.
      await publish().catch(onFailure);
    },
    now: publish,
    stop: () => timer.cancel(),
  };
}

export interface HeadSources {
  readonly head: Omit<HeadRow, 'state' | 'uptimeMs'>;
  readonly nowMs: Ms;
  /** What the runtime itself is doing; the core's own state shows only while it is `running`. */
  readonly phase: 'starting' | 'warming' | 'running' | 'stopping' | 'stopped';
}

export function headRow({ head, nowMs, phase }: HeadSources, core: CoreView | undefined): HeadRow {
  return { ...head, state: botState(phase, core), uptimeMs: Math.max(0, nowMs - head.startedMs) };
}

function botState(phase: HeadSources['phase'], core: CoreView | undefined): BotState {
  if (phase !== 'running' || !core) return phase;
  if (core.halted) return 'halted';
  if (core.paused) return 'paused';
  return core.warm ? 'running' : 'warming';
}

/** What is shown before the core exists. */
export function emptyView(currency: string): Omit<CoreView, 'counters' | 'paused' | 'halted' | 'warm'> {
  const zero = '0.00';
  return {
    nowMs: 0,
    account: {
      currency,
      equity: zero,
      cash: zero,
      realizedPnl: zero,
      unrealizedPnl: zero,
      dayPnl: zero,
      fees: zero,
      funding: zero,
      balances: [],
      unvalued: [],
    },
    positions: [],
    orders: [],
    risk: { state: 'ok', killSwitch: { active: false, reason: null, sinceMs: null }, rules: [], order: [] },
    strategies: [],
    signals: { held: [], refusals: [] },
    market: [],
    fills: [],
    equity: [],
    performance: viewPerformance(createPerformance(), { at: 0, equity: 0n }),
  };
}
