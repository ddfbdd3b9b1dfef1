import { keyText } from '../../sdk/index.ts';
import type { Command } from '../command.ts';
import { continueFlatten, requestFlatten } from '../flatten.ts';
import { autoKill } from '../kill.ts';
import { protect } from '../protect.ts';
import { type Core, emit } from '../state.ts';
import type { PlanItem } from './plan.ts';

/**
 * The account was compared with the venue (E-6): what was decided is done, the rest waits, a critical difference that
 * is new latches the kill switch. Ends what a start held back: every position is then protected as it really is.
 */
export function takeReconcile(core: Core, command: Extract<Command, { kind: 'reconcile' }>): void {
  const { cause, items, apply } = command;
  const known = new Set(core.facts.plan.map((item) => item.mark));
  const fresh = items.filter((item) => item.severity !== 'info' && !known.has(item.mark));
  const applied = items.filter((item) => apply.includes(item.id));
  emit(core, {
    type: 'record',
    record: { kind: 'reconciled', cause, items, applied: applied.map((item) => item.id) },
  });
  announce(core, fresh);
  for (const item of applied) carryOut(core, item);
  if (cause === 'start') rearmGuards(core);
  for (const position of core.facts.positions.values()) protect(core, position);
  for (const key of core.facts.flattening) continueFlatten(core, key);
}

function announce(core: Core, fresh: readonly PlanItem[]): void {
  const [first] = fresh;
  if (!first) return;
  const text = fresh
    .map((item) => item.text)
    .join('; ')
    .slice(0, 400);
  const isCritical = fresh.some((item) => item.severity === 'critical');
  if (isCritical) autoKill(core, `the account differs from the venue: ${text}`);
  const waits = core.facts.plan.length > 0 ? ' Entries wait for `bot reconcile`.' : '';
  emit(core, {
    type: 'alert',
    level: isCritical ? 'critical' : 'warning',
    title: 'the account differs from the venue',
    text: `${text}.${waits}`,
    dedupeKey: `reconcile/${first.mark}`,
  });
}

function carryOut(core: Core, { action, subject }: PlanItem): void {
  if (action === 'close' && subject.kind === 'position') {
    requestFlatten(core, [subject.key], 'reconciled: it is not ours to hold', 'flatten');
  } else if (action === 'cancel' && subject.kind === 'order') {
    const { instrument, clientOrderId } = subject.order;
    emit(core, {
      type: 'cancel',
      request: { instrument, clientOrderId },
      reason: 'reconciled: it is not known here',
    });
  }
}

/** The wait for a stop counts from the moment in which one can be sent again, not from before the stop of the bot. */
function rearmGuards(core: Core): void {
  for (const position of core.facts.positions.values()) {
    const timerId = `unprotected/${keyText(position)}`;
    if (core.facts.timers.has(timerId)) emit(core, { type: 'timer', timerId, dueMs: 0 });
  }
}
