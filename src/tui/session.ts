import { type Clock, type Ms, plainError, type TimerHandle } from '../sdk/index.ts';
import { liveBindings } from './bindings.ts';
import { clean } from './clean.ts';
import { type Dialog, dialogKey, dialogReply, type Step } from './dialogs/index.ts';
import type { Reply, Request } from './dialogs/progress.ts';
import type { Key } from './input/key.ts';
import type { BotLink } from './link.ts';
import { filtered, type Outcome, perform, sortedBy } from './perform.ts';
import { MAX_RECENT, type TuiState } from './state.ts';
import type { Store } from './store.ts';

/** Keys this soon after a dialog opened, or the bot stopped, were meant for what was there before. */
const GUARD_MS: Ms = 300;
const NOTICE_MS: Ms = 5_000;
const PROFILES_TIMEOUT_MS: Ms = 5_000;
const TICK_MS: Ms = 1_000;

/** `detached`: the viewer left a bot that runs. `starting`: one that does not run yet. `lost`: it left while nobody knew. */
export type LeaveReason = 'detached' | 'starting' | 'stopped' | 'lost';

export interface SessionPorts {
  readonly clock: Clock;
  readonly store: Store;
  readonly link: BotLink;
  /** Draws everything again, from nothing. */
  readonly repaint: () => void;
  readonly leave: (reason: LeaveReason) => void;
}

const LEFT: Readonly<Record<TuiState['link']['state'], LeaveReason>> = {
  up: 'detached',
  starting: 'starting',
  connecting: 'lost',
  lost: 'lost',
  stopped: 'stopped',
};

/** What one viewer does: keys in, state and calls out. */
export class Session {
  readonly #ports: SessionPorts;
  #tick: TimerHandle | undefined;

  constructor(ports: SessionPorts) {
    this.#ports = ports;
    this.#keepTime();
  }

  press(key: Key): void {
    const { store, clock } = this.#ports;
    const state = { ...store.latest, nowMs: clock.now() };
    const isMeant = (sinceMs: Ms): boolean => state.nowMs - sinceMs >= GUARD_MS;
    if (state.link.state === 'stopped') {
      if (isMeant(state.link.sinceMs)) this.leave();
      return;
    }
    const binding = liveBindings(state).find(({ keys }) => keys.includes(key.name));
    if (binding !== undefined) {
      this.#apply(perform(binding.action, key, state));
    } else if (state.dialog !== null && isMeant(state.dialog.openedMs)) {
      this.#apply(stepped(dialogKey(state.dialog, key, state), key, state));
    }
  }

  resize(columns: number, rows: number): void {
    this.#ports.store.set((state) => ({ ...state, size: { columns, rows } }), 'now');
  }

  leave(): void {
    const { state } = this.#ports.store.latest.link;
    this.#ports.leave(LEFT[state]);
  }

  stop(): void {
    this.#tick?.cancel();
  }

  /** Ages grow although nothing arrives. */
  #keepTime(): void {
    this.#tick = this.#ports.clock.setTimer(TICK_MS, () => {
      this.#ports.store.set((state) => state, 'now');
      this.#keepTime();
    });
  }

  #apply({ state, request, also }: Outcome): void {
    this.#ports.store.set(() => state, 'now');
    if (request !== undefined) void this.#send(request, state.dialog);
    if (also === 'repaint') this.#ports.repaint();
    else if (also === 'leave') this.leave();
    else if (also === 'ask-profiles') void this.#askProfiles();
  }

  /**
   * The reply goes to the dialog that asked or, where that was closed meanwhile, to the footer; without a dialog only
   * a failure is worth a word. Never rejects.
   */
  async #send({ call, params, timeoutMs }: Request, asker: Dialog | null): Promise<void> {
    const { store, link, clock } = this.#ports;
    const reply = await link.call(call, params, timeoutMs).then(
      (result): Reply => ({ ok: true, result }),
      (error: unknown): Reply => ({ ok: false, error: clean(plainError(error)) }),
    );
    store.set((state) => {
      const { dialog } = state;
      const nowMs = clock.now();
      if (asker === null && reply.ok) return state;
      if (asker && dialog?.kind === asker.kind && dialog.openedMs === asker.openedMs) {
        return { ...state, dialog: dialogReply(dialog, reply, { ...state, nowMs }) };
      }
      return { ...state, notice: notice(call, reply, nowMs + NOTICE_MS) };
    }, 'now');
  }

  /** The list is asked for whenever its screen is chosen: profiles are files that come and go. Never rejects. */
  async #askProfiles(): Promise<void> {
    const { store, link } = this.#ports;
    const profiles = await link.call('profiles', {}, PROFILES_TIMEOUT_MS).then(
      (rows): TuiState['profiles'] => ({ at: 'known', rows }),
      (error: unknown): TuiState['profiles'] => ({ at: 'failed', error: clean(plainError(error)) }),
    );
    store.set((state) => ({ ...state, profiles }), 'now');
  }
}

/** A dialog's answer to a key as a change of the whole. */
function stepped({ dialog, request, chosen, filter, sort }: Step, key: Key, state: TuiState): Outcome {
  const next = { ...state, dialog };
  if (chosen !== undefined) {
    const recent = [chosen.id, ...state.recent.filter((id) => id !== chosen.id)].slice(0, MAX_RECENT);
    return perform(chosen.action, key, { ...next, recent });
  }
  if (sort !== undefined) return { state: sortedBy(next, sort.panel, sort.by) };
  if (filter !== undefined) return { state: filtered(next, filter.panel, filter.text) };
  return { state: next, ...(request === undefined ? {} : { request }) };
}

function notice(call: string, reply: Reply, untilMs: Ms): TuiState['notice'] {
  if (reply.ok) return { text: `${call}: done`, tone: 'good', untilMs };
  return { text: `${call}: ${reply.error.message} (${reply.error.code})`, tone: 'bad', untilMs };
}
