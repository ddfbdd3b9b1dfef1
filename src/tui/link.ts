import { type ConnectOptions, type ControlClient, connectControl } from '../control/client.ts';
import { PROTOCOL_VERSION } from '../control/protocol.ts';
import type { BotView, LogRow } from '../core/view/bot.ts';
import type { CallName, Calls } from '../core/view/calls.ts';
import {
  BotrcError,
  type Clock,
  type Ms,
  type PlainError,
  plainError,
  type TimerHandle,
} from '../sdk/index.ts';
import { clean } from './clean.ts';
import { withRules } from './rule-history.ts';
import { type LinkState, MAX_LOGS, type TuiState } from './state.ts';
import type { Store } from './store.ts';

const FIRST_RETRY_MS: Ms = 500;
const LAST_RETRY_MS: Ms = 10_000;
/** Curves and logs are drawn once a second, a log line after a quiet second at once: each moves many cells. */
const CURVE_MS: Ms = 1_000;
const LOGS_MS: Ms = 1_000;
/** How the control server says that the bot stops. */
const GOING_AWAY = 1001;

export interface LinkTarget extends Pick<ConnectOptions, 'readOnly'> {
  /** Of a bot that is only being started, a promise of it. */
  readonly socketPath: string | Promise<string>;
}

/** Keeps the store fed from a bot, and comes back when the bot or the way to it fails. */
export class BotLink {
  readonly #target: LinkTarget;
  readonly #store: Store;
  readonly #clock: Clock;
  #client: ControlClient | undefined;
  #retry: TimerHandle | undefined;
  #retryMs: Ms = FIRST_RETRY_MS;
  /** What came too soon for its rate: the curve goes with the next delta, logs when their timer ends. */
  #curve: Partial<Pick<BotView, 'equity'>> = {};
  #curveMs: Ms = Number.NEGATIVE_INFINITY;
  #logs: readonly LogRow[] = [];
  #logTimer: TimerHandle | undefined;
  readonly #stopped = new AbortController();

  constructor(target: LinkTarget, store: Store, clock: Clock) {
    this.#target = target;
    this.#store = store;
    this.#clock = clock;
  }

  /**
   * Resolves when the first attempt has succeeded or failed; the later ones go on by themselves.
   * @throws what a bot that was being started could not start for.
   */
  async start(): Promise<void> {
    const socketPath = await this.#target.socketPath;
    if (this.#isStopped) return;
    if (this.#store.latest.link.state === 'starting')
      this.#said((link) => ({ ...link, state: 'connecting', sinceMs: this.#clock.now() }));
    let client: ControlClient;
    try {
      const { signal } = this.#stopped;
      const { readOnly } = this.#target;
      client = await connectControl({ socketPath, readOnly, client: 'tui', watch: true, signal });
    } catch (error) {
      if (this.#isStopped) return;
      this.#failed(plainError(error));
      return;
    }
    if (this.#isStopped) client.close();
    else this.#attach(client);
  }

  /** @throws as ControlClient.call, and BOTRC_TUI_NO_LINK where nothing was sent. */
  call<N extends CallName>(name: N, params: Calls[N]['params'], timeoutMs: Ms): Promise<Calls[N]['result']> {
    if (this.#client === undefined) {
      const mend = 'Use the commands of `bot` in another terminal.';
      return Promise.reject(
        new BotrcError('BOTRC_TUI_NO_LINK', 'not sent: there is no link to the bot', { mend }),
      );
    }
    return this.#client.call(name, params, { timeoutMs }).then(clean);
  }

  stop(): void {
    this.#stopped.abort();
    this.#retry?.cancel();
    this.#logTimer?.cancel();
    this.#client?.close();
  }

  get #isStopped(): boolean {
    return this.#stopped.signal.aborted;
  }

  #attach(client: ControlClient): void {
    this.#client = client;
    client.on('snapshot', (view, logs) => {
      this.#retryMs = FIRST_RETRY_MS;
      // It has all that waited.
      this.#curve = {};
      this.#logs = [];
      const mismatch = client.protocol === PROTOCOL_VERSION ? null : clean(client.version);
      this.#store.set((state) => this.#snapshot(state, clean(view), clean(logs), mismatch), 'now');
    });
    client.on('delta', (slices) => {
      const cleaned = clean(slices);
      this.#store.set((state) => this.#delta(state, cleaned), this.#urgency(cleaned));
    });
    client.on('log', (rows) => {
      this.#logs = [...this.#logs, ...clean(rows)].slice(-MAX_LOGS);
      if (this.#logTimer === undefined) this.#showLogs();
    });
    client.on('close', (error) => {
      this.#client = undefined;
      if (error === null || this.#isStopped) return;
      if (error.detail.data?.closeCode === GOING_AWAY) this.#left();
      else this.#failed(plainError(error));
    });
  }

  #snapshot(state: TuiState, view: BotView, logs: readonly LogRow[], mismatch: string | null): TuiState {
    const nowMs = this.#clock.now();
    const link: LinkState = { state: 'up', sinceMs: nowMs, error: null, retryMs: null, mismatch };
    const ruleHistory = withRules(state.ruleHistory, view.risk, nowMs);
    return { ...state, link, view, ruleHistory, logs: logs.slice(-MAX_LOGS), receivedMs: nowMs };
  }

  #delta(state: TuiState, slices: Partial<BotView>): TuiState {
    if (state.view === null) return state;
    const nowMs = this.#clock.now();
    const view = { ...state.view, ...this.#paced(slices, nowMs) };
    return { ...state, view, ruleHistory: withRules(state.ruleHistory, view.risk, nowMs), receivedMs: nowMs };
  }

  /** The slices without a curve that comes too soon after the one before. */
  #paced({ equity, ...others }: Partial<BotView>, nowMs: Ms): Partial<BotView> {
    if (equity !== undefined) this.#curve = { equity };
    if (nowMs - this.#curveMs < CURVE_MS) return others;
    const curve = this.#curve;
    this.#curve = {};
    this.#curveMs = nowMs;
    return { ...others, ...curve };
  }

  /** At once, and not again before LOGS_MS are over. */
  #showLogs(): void {
    const rows = this.#logs;
    this.#logs = [];
    this.#logTimer = undefined;
    if (rows.length === 0) return;
    this.#store.set((state) => ({ ...state, logs: [...state.logs, ...rows].slice(-MAX_LOGS) }), 'soon');
    this.#logTimer = this.#clock.setTimer(LOGS_MS, () => this.#showLogs());
  }

  /** A change of the bot's or the risk's state is shown at once. */
  #urgency({ head, risk, exchange, tape }: Partial<BotView>): 'now' | 'soon' {
    const { view } = this.#store.latest;
    const changed =
      (head !== undefined && head.state !== view?.head.state) ||
      (risk !== undefined &&
        (risk.state !== view?.risk.state || risk.killSwitch.active !== view.risk.killSwitch.active)) ||
      // What a key led to is seen at once, however often it is pressed.
      (tape !== undefined && tape.state !== 'playing' && tape.state !== 'seeking') ||
      (exchange !== undefined && exchange.connected !== view?.exchange.connected);
    return changed ? 'now' : 'soon';
  }

  #failed(error: PlainError): void {
    const retryMs = this.#retryMs;
    this.#retryMs = Math.min(LAST_RETRY_MS, retryMs * 2);
    const nowMs = this.#clock.now();
    this.#said((before) => ({
      ...before,
      state: before.state === 'connecting' ? 'connecting' : 'lost',
      sinceMs: before.state === 'up' ? nowMs : before.sinceMs,
      error: clean(error),
      retryMs: nowMs + retryMs,
    }));
    // The bot has started: from here on start() tells its failures as a state and never rejects.
    this.#retry = this.#clock.setTimer(retryMs, () => void this.start());
  }

  #left(): void {
    const sinceMs = this.#clock.now();
    this.#said((link) => ({ ...link, state: 'stopped', sinceMs, error: null, retryMs: null }));
  }

  #said(change: (link: LinkState) => LinkState): void {
    this.#store.set((state) => ({ ...state, link: change(state.link) }), 'now');
  }
}
