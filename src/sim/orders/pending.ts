import type { AmendRequest, CancelRequest, Ms } from '../../sdk/index.ts';
import { drawLatency } from '../latency.ts';
import type { Venue } from '../venue.ts';
import type { WorkingOrder } from './working.ts';

/** A request on its way to the matching engine. */
export type PendingAction = Due &
  (
    | { readonly kind: 'submit'; readonly order: WorkingOrder }
    | { readonly kind: 'amend'; readonly request: AmendRequest; readonly sentMs: Ms }
    | { readonly kind: 'cancel'; readonly request: CancelRequest }
  );

interface Due {
  readonly dueMs: Ms;
  /** Breaks ties: requests due together arrive as they were made. */
  readonly sequence: number;
}

/** When a request made now arrives. */
export function arrival(venue: Venue, kind: 'order' | 'cancel', nowMs: Ms): Due {
  const { config, books } = venue;
  const dueMs = Math.max(nowMs + drawLatency(config.latency[kind], books.random), books.newestDueMs[kind]);
  books.newestDueMs[kind] = dueMs;
  return { dueMs, sequence: ++books.counters.action };
}

/** Puts a request under way. */
export function enqueue(venue: Venue, action: PendingAction): void {
  const { pending } = venue.books;
  let at = pending.length;
  while (at > 0 && pending[at - 1]!.dueMs > action.dueMs) at--;
  if (at === pending.length) pending.push(action);
  else pending.splice(at, 0, action);
}

/** The submit of this order while it is on its way. */
export function pendingSubmit(
  venue: Venue,
  clientOrderId: string,
): Extract<PendingAction, { kind: 'submit' }> | undefined {
  for (const action of venue.books.pending)
    if (action.kind === 'submit' && action.order.request.clientOrderId === clientOrderId) return action;
  return undefined;
}
