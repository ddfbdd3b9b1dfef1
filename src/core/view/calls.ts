import type { Ms, PlainError } from '../../sdk/index.ts';
import type { StrategyChange } from '../config.ts';
import type { PlanAction, Severity } from '../reconcile/plan.ts';
import type { BotView, LogRow } from './bot.ts';
import type { BotState, StrategyRow } from './rows.ts';
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
  /** What strategies the bot has, running or not. */
  strategies: { params: Record<never, never>; result: readonly StrategiesRow[] };
  /** Adds, changes, removes, starts or stops a strategy by a hot swap (T-9). */
  editStrategy: { params: EditParams; result: EditDone };
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
/** One strategy of the bot. */
export interface StrategiesRow {
  readonly name: string;
  readonly plugin: string;
  readonly version: string;
  readonly instruments: readonly string[];
  readonly params: Readonly<Record<string, unknown>>;
  readonly riskShare: number;
  readonly state: StrategyRow['state'];
  /** Why it is stopped, else its last refusal. */
  readonly reason: string | null;
  /** `profile`: as the profile's file says; the others were changed while the bot ran. */
  readonly from: 'profile' | 'edited' | 'added';
  /** Instruments that it holds. */
  readonly positions: readonly string[];
}
export interface EditParams {
  readonly action: 'add' | 'edit' | 'remove' | 'start' | 'stop';
  /** Of `add`: the plugin's short name, where it is absent. */
  readonly name?: string;
  /** Of `add`, with a plugin, and of `edit`. */
  readonly change?: StrategyChange;
  /** Of a strategy that leaves, or of instruments that leave it. One that stays goes on with its positions. */
  readonly positions: 'keep' | 'flatten';
  readonly dryRun: boolean;
}
export interface EditDone extends SwitchDone {
  readonly name: string;
  /** All that the bot has now. */
  readonly strategies: readonly StrategiesRow[];
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
