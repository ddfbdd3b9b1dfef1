import { cancelEntries } from '../../kill.ts';
import { type Core, emit } from '../../state.ts';
import { isShadowed } from '../rules/fail-safe.ts';

const TIMER = 'fail-safe/end';

/** At the end of a step: a critical alert among its effects switches to reduce-only, or makes that last longer. */
export function watchFailSafe(core: Core): void {
  for (const effect of core.effects) {
    if (effect.type !== 'alert' || effect.level !== 'critical') continue;
    enterFailSafe(core, effect.title);
    return;
  }
}

/** Also for critical alerts that the runtime raises. Nothing where the profile does not want it. */
export function enterFailSafe(core: Core, reason: string): void {
  const config = core.config.risk.failSafe;
  if (!config) return;
  const untilMs = core.now + config.cooldownMs;
  const isNew = !isShadowed(core);
  emit(core, { type: 'record', record: { kind: 'mode', mode: 'reduce-only', untilMs, reason } });
  emit(core, { type: 'timer', timerId: TIMER, dueMs: untilMs });
  if (!isNew) return;
  cancelEntries(core, 'a critical alert: reduce-only');
  emit(core, {
    type: 'alert',
    level: 'warning',
    title: 'reduce-only until the cooldown ends',
    text: `After a critical alert (${reason}) signals are recorded, not sent, for ${Math.ceil(config.cooldownMs / 60_000)} minutes.`,
    dedupeKey: `fail-safe/${untilMs}`,
  });
}

/** The cooldown is over. */
export function leaveFailSafe(core: Core): void {
  if (!core.facts.risk.failSafe) return;
  emit(core, {
    type: 'record',
    record: { kind: 'mode', mode: 'normal', untilMs: 0, reason: 'the cooldown is over' },
  });
  emit(core, {
    type: 'alert',
    level: 'info',
    title: 'entries are sent again',
    text: 'The cooldown after a critical alert is over.',
    dedupeKey: `fail-safe/end/${core.now}`,
  });
}
