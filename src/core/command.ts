import type { Owner } from '../sdk/index.ts';
import type { PlanItem, ReconcileCause } from './reconcile/plan.ts';

/** What an operator can tell the core. Each is an event like any other. */
export type Command =
  /** No new entries; exits and protection go on. */
  | { readonly kind: 'pause' }
  /** Entries again. Also clears the kill switch and halts, which needs a reason. */
  | { readonly kind: 'resume'; readonly reason?: string }
  /** Latches the kill switch. */
  | { readonly kind: 'kill'; readonly cancel: boolean; readonly flatten: boolean; readonly reason: string }
  /**
   * Closes positions and cancels their orders, without a latch: `bot stop --flatten`. With `keys` (key texts) only
   * those, else all.
   */
  | { readonly kind: 'flatten'; readonly reason: string; readonly keys?: readonly string[] }
  /** E-7: a signal that waits is sent, if it has not expired, or is not. */
  | { readonly kind: 'confirm'; readonly id: string }
  | { readonly kind: 'decline'; readonly id: string; readonly reason?: string }
  /** The runtime removed a strategy from the host: it blocked. */
  | { readonly kind: 'stop-strategy'; readonly owner: Owner; readonly reason: string }
  /** The account was compared with the venue: what differs, and the ids of the items that are decided (E-6). */
  | {
      readonly kind: 'reconcile';
      readonly cause: ReconcileCause;
      readonly items: readonly PlanItem[];
      readonly apply: readonly string[];
    }
  /** M-6: the runtime raised a critical alert of its own. */
  | { readonly kind: 'fail-safe'; readonly reason: string }
  /** A live run begins (M-2). `reason`: what let it; `overridden`: by an operator's word in place of a shadow record. */
  | { readonly kind: 'go-live'; readonly reason: string; readonly overridden: boolean }
  /** Cancels entries that still work; the last command of a graceful stop. */
  | { readonly kind: 'wind-down' };
