import type { Account } from '../../account/account.ts';
import type { ApiKey } from '../../account/api-key.ts';
import { type Params, text } from '../../account/order-params.ts';
import type { World } from '../../world.ts';
import { Refusal } from '../refusal.ts';

/** What a signed request is answered from. */
export interface Desk {
  readonly account: Account;
  readonly key: ApiKey;
  readonly world: World;
}

/** Answers a signed request with the `result` of the envelope. @throws Refusal */
export interface PrivateEndpoint {
  /** Requests a second and user. */
  readonly limit: number;
  /** Needs more than a read-only key. */
  readonly writes?: true;
  readonly answer: (params: Params, desk: Desk) => object;
}

/** @throws Refusal: the sandbox trades linear contracts only */
export function needLinear(params: Params): void {
  if (text(params, 'category') !== 'linear') throw new Refusal('params error: Category is invalid');
}

/** One page of a list, the newest first; the cursor is the place of the next page. */
export function page<T>(
  params: Params,
  rows: readonly T[],
  usual: number,
  most: number,
): { list: T[]; nextPageCursor: string } {
  const limit = Math.min(most, Math.max(1, Number(text(params, 'limit')) || usual));
  const from = Number(text(params, 'cursor')) || 0;
  const more = from + limit < rows.length;
  return { list: rows.slice(from, from + limit), nextPageCursor: more ? String(from + limit) : '' };
}

/** [startTime, endTime] as Bybit fills in what is missing: 7 days. @throws Refusal where it is longer */
export function range(params: Params, nowMs: number): readonly [fromMs: number, toMs: number] {
  const week = 7 * 86_400_000;
  const [start, end] = [Number(text(params, 'startTime')), Number(text(params, 'endTime'))];
  if (start > 0 && end > 0 && end - start > week)
    throw new Refusal('The time range between startTime and endTime cannot exceed 7 days');
  if (start > 0) return [start, end > 0 ? end : start + week];
  return end > 0 ? [end - week, end] : [nowMs - week, nowMs];
}
