import { type Ms, mulDiv, RATE_SCALE, type Rate } from '../../sdk/index.ts';
import { isFinal } from '../orders/machine.ts';
import type { Order } from '../orders/order.ts';
import { addLatency } from './histogram.ts';
import type { Performance } from './performance.ts';

const HOUR: Ms = 3_600_000;
const HOURS = 24;
const ONE: Rate = 10 ** RATE_SCALE;

/**
 * How much of an entry order that has ended was filled, as a Rate; undefined while it lives, and for what only reduces:
 * a stop that is never needed is no failure. One that the venue enlarged counts by its size as it stands.
 */
export function filledShare(order: Order | undefined): Rate | undefined {
  if (!order || order.reduceOnly || !isFinal(order.state) || order.quantity <= 0) return undefined;
  return mulDiv(order.filled, ONE, order.quantity, 'half');
}

/** An order's share before and after something was folded: it may end, fill late, or come back to life. */
export function foldEnd({ execution }: Performance, before: Rate | undefined, after: Rate | undefined): void {
  if (before === after) return;
  execution.ended += Number(after !== undefined) - Number(before !== undefined);
  execution.filledShare += BigInt(after ?? 0) - BigInt(before ?? 0);
}

/** The venue accepted an order. */
export function foldAcknowledged({ execution }: Performance, order: Order, at: Ms): void {
  addLatency(execution.ack, at - order.createdMs);
}

/** The connection is up or down. A first one is no reconnect. */
export function foldConnection({ execution }: Performance, wasUp: boolean, isUp: boolean, at: Ms): void {
  if (wasUp && !isUp) execution.isDown = true;
  if (!isUp || !execution.isDown) return;
  execution.isDown = false;
  const { reconnects } = execution;
  const hour = Math.floor(at / HOUR);
  const last = reconnects.at(-1);
  if (last?.[0] === hour) last[1]++;
  else reconnects.push([hour, 1]);
  while ((reconnects[0]?.[0] ?? hour) <= hour - HOURS) reconnects.shift();
}

/** Reconnects of the last 24 hours, the present one and the 23 before it. */
export function reconnectsOf({ execution }: Performance, at: Ms): number {
  const since = Math.floor(at / HOUR) - HOURS;
  return execution.reconnects.reduce((sum, [hour, n]) => (hour > since ? sum + n : sum), 0);
}
