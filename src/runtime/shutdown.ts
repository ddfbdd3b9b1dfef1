import { join } from 'node:path';
import { isFinal } from '../core/orders/machine.ts';
import type { StopDone } from '../core/view/calls.ts';
import type { Ms } from '../sdk/index.ts';
import { plainError } from '../sdk/index.ts';
import { writeDurably } from './durable-file.ts';
import type { Session } from './session.ts';
import { pause } from './supervise/backoff.ts';

/** A graceful stop is over within it, whatever the venue does (M-3). */
const LIMIT_MS: Ms = 25_000;

/** What the facts say is open at the venue. */
export function openThings(session: Session): StopDone {
  const { facts } = session.parts;
  return {
    openOrders: [...facts.orders.values()].filter((o) => !isFinal(o.state)).map((o) => o.clientOrderId),
    openPositions: [...facts.positions.values()].filter((p) => p.quantity !== 0).map((p) => p.instrument),
  };
}

/** Waits until `done`, or the time is up; true where it is done. */
export async function waitFor(session: Session, limitMs: Ms, done: () => boolean): Promise<boolean> {
  const { wall } = session.parts;
  const end = wall.now() + limitMs;
  const never = new AbortController().signal;
  while (!done() && wall.now() < end) await pause(wall, 50, never);
  return done();
}

/** Settles with the work, whatever becomes of it, or when the time is up. */
async function within(session: Session, limitMs: Ms, work: Promise<unknown>): Promise<void> {
  const over = new AbortController();
  const settled = work
    .catch((error: unknown) => session.parts.log.warn(`stopping goes on: ${plainError(error).message}`))
    .finally(() => over.abort());
  await Promise.race([settled, pause(session.parts.wall, limitMs, over.signal)]);
}

/**
 * Entries are cancelled, on wish everything is closed, what is under way gets its answer, and the last facts are
 * written. What stays open is told. Safe to interrupt at any moment: nothing of it is needed to recover.
 */
export async function shutDown(
  session: Session,
  folder: string,
  how: { readonly flatten: boolean },
): Promise<StopDone> {
  const { parts } = session;
  session.ending.abort();
  if (session.phase === 'running' && session.loop.host) {
    session.phase = 'stopping';
    await session.publisher.now();
    const command = how.flatten
      ? ({ kind: 'flatten', reason: 'bot stop --flatten' } as const)
      : ({ kind: 'wind-down' } as const);
    await within(session, LIMIT_MS, session.command(command));
    await waitFor(session, how.flatten ? LIMIT_MS : 3_000, () => {
      const left = [...parts.facts.orders.values()].some((o) => !isFinal(o.state) && !o.reduceOnly);
      return !left && (!how.flatten || openThings(session).openPositions.length === 0);
    });
  }
  session.phase = 'stopping';
  session.reconciler.stop();
  session.resolver.stop();
  const left = openThings(session);
  session.reason = describeLeft(left);
  await session.publisher.now();
  await within(session, 5_000, parts.exchange.close());
  await within(session, 2_000, session.loop.idle());
  session.timers.clear();
  session.phase = 'stopped';
  session.publisher.stop();
  const view = { ...session.publisher.view() };
  view.head = { ...view.head, state: 'stopped', reason: session.reason };
  try {
    if (session.begun) {
      parts.journal.snapshot(session.loop.seq, parts.facts);
      parts.journal.endRun(parts.run, parts.clock.now(), { ...left, counters: view.counters });
    }
  } finally {
    parts.journal.close();
  }
  session.auditResource('stopped', session.reason ?? 'nothing is left open');
  await session.loop.host?.close();
  writeDurably(join(folder, 'status.json'), JSON.stringify(view));
  session.lastView = view;
  return left;
}

/** The run ends by an error: nothing is written any more, what can be closed is closed. */
export async function abandon(session: Session, error: unknown): Promise<void> {
  const { parts } = session;
  session.ending.abort();
  session.phase = 'stopped';
  session.reason = plainError(error).message;
  session.reconciler.stop();
  session.resolver.stop();
  session.timers.clear();
  session.publisher.stop();
  const view = session.publisher.view();
  session.lastView = { ...view, head: { ...view.head, state: 'stopped', reason: session.reason } };
  session.auditResource('failed', session.reason);
  const closings = [parts.exchange.close(), session.loop.host?.close()];
  for (const result of await Promise.allSettled(closings)) {
    if (result.status === 'rejected') parts.log.error(`closing failed: ${plainError(result.reason).message}`);
  }
  parts.journal.close();
}

function describeLeft({ openOrders, openPositions }: StopDone): string | null {
  if (openOrders.length + openPositions.length === 0) return null;
  return `left open: ${openPositions.length} position(s), ${openOrders.length} order(s)`;
}
