import type { Ms, PlainError } from '../../sdk/index.ts';
import type { PlanAction, Severity } from '../reconcile/plan.ts';
import type { BotView, LogRow } from './bot.ts';
import type { BotState } from './rows.ts';
import type { TapeMove, TapeRow } from './tape.ts';

/** What can be asked of a running bot. The TUI and the CLI use the same calls. */
export interface Calls {
  /** The whole view, now. */
  view: { params: Record<never, never>; result: BotView };
  pause: { params: Record<never, never>; result: CommandDone };
  /** A signal that waits is sent (E-7). */
  confirm: { params: { id: string }; result: ConfirmDone };
  decline: { params: { id: string; reason?: string }; result: CommandDone };
  resume: { params: { reason?: string }; result: CommandDone };
  /** Resolves when the latch is durable; with cancel or flatten, when verified at the exchange or timed out. */
  kill: { params: { cancel: boolean; flatten: boolean; reason: string }; result: KillDone };
  /** Graceful; the reply comes before the socket closes. */
  stop: { params: { flatten: boolean }; result: StopDone };
  switch: { params: { profile: string; positions: 'keep' | 'flatten'; dryRun: boolean }; result: SwitchDone };
  /**
   * Compares the account with the venue now (E-6). With `apply` each difference is settled as suggested, or by
   * `choices`, a map from item id to action; else by the profile's policy.
   */
  reconcile: {
    params: { apply: boolean; choices: Readonly<Record<string, PlanAction>> };
    result: ReconcileDone;
  };
  /** Sends a test alert through each notifier of the bot. */
  notifyTest: {
    params: Record<never, never>;
    result: readonly { notifier: string; ok: boolean; error?: PlainError }[];
  };
  /** Profiles that can be switched to. */
  profiles: {
    params: Record<never, never>;
    result: readonly { name: string; description: string; source: string }[];
  };
  /** What `bot explain ID` says of an order, fill, signal or position, in lines of `width` columns, 40..200. */
  explain: { params: { id: string; width: number }; result: readonly string[] };
  /** Moves a replay; the view tells what comes of it. A bot that lives has no tape. */
  tape: { params: TapeMove; result: TapeRow };
  /** The newest log lines, oldest first. */
  logs: { params: { limit: number }; result: readonly LogRow[] };
}
export type CallName = keyof Calls;

export interface CommandDone {
  readonly state: BotState;
}
export interface ConfirmDone extends CommandDone {
  /** False: refused, expired, or queued until a block ends. */
  readonly sent: boolean;
}
export interface KillDone extends CommandDone {
  readonly latched: true;
  /** False: it could not be confirmed that nothing is left; ask `bot status`. */
  readonly verified: boolean;
  readonly openOrders: number;
  readonly openPositions: number;
}
export interface StopDone {
  readonly openOrders: readonly string[];
  readonly openPositions: readonly string[];
}
export interface SwitchDone {
  readonly from: string;
  readonly to: string;
  readonly switched: boolean;
  /** seq of the cut; null on a dry run. */
  readonly seq: number | null;
  readonly diff: readonly {
    readonly path: string;
    readonly from: string | null;
    readonly to: string | null;
  }[];
  readonly positions: readonly {
    readonly instrument: string;
    readonly strategy: string;
    readonly fate: string;
  }[];
}
export interface ReconcileDone {
  readonly timeMs: Ms;
  readonly policy: 'ask' | 'adopt' | 'flatten';
  /** False while something waits for a decision: no entry goes out meanwhile. */
  readonly resolved: boolean;
  /** The kill switch is latched, by this or for another reason. */
  readonly killed: boolean;
  readonly items: readonly {
    readonly id: string;
    readonly severity: Severity;
    readonly text: string;
    readonly choices: readonly PlanAction[];
    readonly action: PlanAction;
    readonly state: 'applied' | 'waits';
  }[];
}
