import type { PlainError } from '../../sdk/index.ts';
import type { Replica } from './replica.ts';

/** What can be asked of the worker: the replica's own methods. */
export type Ask = {
  [N in keyof Replica]: { readonly id: number; readonly ask: N; readonly args: Parameters<Replica[N]> };
}[keyof Replica];

export type Answer =
  | { readonly id: number; readonly ok: true; readonly result: unknown }
  | { readonly id: number; readonly ok: false; readonly error: PlainError };

/** Shared memory of host and watchdog: the seat that runs now (-1: none), and a count of calls. */
export const RUNNING_SEAT = 0;
export const RUNNING_CALL = 1;
