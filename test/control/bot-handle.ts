import { createPerformance } from '../../src/core/metrics/performance.ts';
import type { BotView, LogRow } from '../../src/core/view/bot.ts';
import type { CallName, Calls } from '../../src/core/view/calls.ts';
import { viewPerformance } from '../../src/core/view/performance.ts';
import type { Handle } from '../../src/runtime/handle.ts';
import { BotrcError } from '../../src/sdk/index.ts';

/** A view with nothing in it yet. */
export function emptyView(name: string): BotView {
  return {
    head: {
      name,
      profile: 'demo',
      mode: 'paper',
      state: 'running',
      pid: process.pid,
      run: 'r1',
      startedMs: 1000,
      uptimeMs: 5000,
      reason: null,
      version: '0.1.0',
    },
    exchange: {
      name: 'demo',
      connected: true,
      lastEventMs: 5900,
      latencyMs: 1,
      reconnects: 0,
      reason: null,
    },
    nowMs: 6000,
    account: {
      currency: 'USDT',
      equity: '10000.00',
      cash: '10000.00',
      realizedPnl: '0.00',
      unrealizedPnl: '0.00',
      dayPnl: '0.00',
      fees: '0.00',
      funding: '0.00',
      balances: [{ currency: 'USDT', total: '10000.00', free: '10000.00' }],
      unvalued: [],
    },
    positions: [],
    orders: [],
    risk: { state: 'ok', killSwitch: { active: false, reason: null, sinceMs: null }, rules: [], order: [] },
    strategies: [],
    signals: { held: [], refusals: [] },
    counters: {
      events: 0,
      bars: 0,
      signals: 0,
      signalsRejected: 0,
      ordersSubmitted: 0,
      fills: 0,
      rejects: 0,
      reconnects: 0,
      gaps: 0,
    },
    market: [],
    fills: [],
    equity: [],
    performance: viewPerformance(createPerformance(), { at: 0, equity: 0n }),
    tasks: [],
  };
}

type Answers = { [N in CallName]?: (params: Calls[N]['params']) => Promise<Calls[N]['result']> };

/** A handle whose calls are given by the test, and which changes when the test says so. */
export class BotHandle implements Handle {
  readonly name: string;
  readonly calls: { readonly call: CallName; readonly params: unknown }[] = [];
  readonly #answers: Answers;
  readonly #changes = new Set<(slices: Partial<BotView>) => void>();
  readonly #logs = new Set<(row: LogRow) => void>();
  #view: BotView;

  constructor(name = 'demo', answers: Answers = {}) {
    this.name = name;
    this.#answers = answers;
    this.#view = emptyView(name);
  }

  view(): BotView {
    return this.#view;
  }

  logs(limit: number): readonly LogRow[] {
    const row: LogRow = { timeMs: 1, level: 'info', source: 'core', text: 'first' };
    return [row].slice(0, limit);
  }

  onChange(listener: (slices: Partial<BotView>) => void): () => void {
    this.#changes.add(listener);
    return () => this.#changes.delete(listener);
  }

  onLog(listener: (row: LogRow) => void): () => void {
    this.#logs.add(listener);
    return () => this.#logs.delete(listener);
  }

  async call<N extends CallName>(call: N, params: Calls[N]['params']): Promise<Calls[N]['result']> {
    this.calls.push({ call, params });
    if (call === 'view') return this.view() as Calls[N]['result'];
    if (call === 'logs') return this.logs((params as Calls['logs']['params']).limit) as Calls[N]['result'];
    const answer = this.#answers[call];
    if (answer === undefined) throw new BotrcError('BOTRC_REFUSED_TEST', `${call} is refused here`);
    return answer(params);
  }

  get listeners(): number {
    return this.#changes.size + this.#logs.size;
  }

  change(slices: Partial<BotView>): void {
    this.#view = { ...this.#view, ...slices };
    for (const listener of this.#changes) listener(slices);
  }

  log(text: string): void {
    for (const listener of this.#logs) listener({ timeMs: 2, level: 'warn', source: 'feed', text });
  }
}
