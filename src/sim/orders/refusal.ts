import type { Outcome } from '../../sdk/index.ts';

/** Why a request is turned away. Stable: they appear as `Outcome.code`. */
export type RefusalCode =
  | 'unknown-account'
  | 'unknown-instrument'
  | 'not-trading'
  | 'bad-client-order-id'
  | 'duplicate-client-order-id'
  | 'too-many-orders'
  | 'order-type'
  | 'time-in-force'
  | 'position-leg'
  | 'quantity'
  | 'price'
  | 'trigger-price'
  | 'trigger-side'
  | 'trail'
  | 'no-price'
  | 'min-notional'
  | 'reduce-only'
  | 'insufficient-margin'
  | 'insufficient-balance'
  | 'risk-limit'
  | 'unknown-order'
  | 'order-final'
  | 'unchanged'
  | 'leverage'
  | 'position-mode';

export type Refusal = Extract<Outcome, { kind: 'rejected' }>;

export const ACCEPTED: Outcome = { kind: 'accepted' };

export function refuse(code: RefusalCode, reason: string): Refusal {
  return { kind: 'rejected', code, reason };
}
