/**
 * The life of an order, as one table. `pending`: sent or about to be, no word yet. `unknown`: the outcome of the
 * send was lost; only the venue can say. `working`: at the venue, untriggered stops included.
 */
export type OrderState =
  | 'pending'
  | 'unknown'
  | 'working'
  | 'partial'
  | 'filled'
  | 'cancelled'
  | 'rejected'
  | 'expired';

/** What can happen to it. `part` and `complete` are fills, the rest is the venue's or the port's word. */
export type OrderTrigger = 'lost' | 'work' | 'part' | 'complete' | 'cancel' | 'reject' | 'expire';

/**
 * state x trigger → state. Fills outrank words: whatever was said before or after, an order whose fills add up is
 * `filled`, so that any order of arrival ends the same. A final word is never undone by a weaker one.
 */
const NEXT: Readonly<Record<OrderState, Readonly<Record<OrderTrigger, OrderState>>>> = {
  pending: row('unknown', 'working', 'partial', 'filled', 'cancelled', 'rejected', 'expired'),
  unknown: row('unknown', 'working', 'partial', 'filled', 'cancelled', 'rejected', 'expired'),
  working: row('working', 'working', 'partial', 'filled', 'cancelled', 'rejected', 'expired'),
  partial: row('partial', 'partial', 'partial', 'filled', 'cancelled', 'rejected', 'expired'),
  filled: row('filled', 'filled', 'filled', 'filled', 'filled', 'filled', 'filled'),
  cancelled: row('cancelled', 'cancelled', 'cancelled', 'filled', 'cancelled', 'cancelled', 'cancelled'),
  rejected: row('rejected', 'rejected', 'rejected', 'filled', 'cancelled', 'rejected', 'rejected'),
  expired: row('expired', 'expired', 'expired', 'filled', 'cancelled', 'rejected', 'expired'),
};

function row(
  lost: OrderState,
  work: OrderState,
  part: OrderState,
  complete: OrderState,
  cancel: OrderState,
  reject: OrderState,
  expire: OrderState,
): Record<OrderTrigger, OrderState> {
  return { lost, work, part, complete, cancel, reject, expire };
}

export function nextState(state: OrderState, trigger: OrderTrigger): OrderState {
  return NEXT[state][trigger];
}

/** True where nothing more is expected of the order; a late fill is still booked. */
export function isFinal(state: OrderState): boolean {
  return state === 'filled' || state === 'cancelled' || state === 'rejected' || state === 'expired';
}
