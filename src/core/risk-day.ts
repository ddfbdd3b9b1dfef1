import { CASH_SCALE, type Cash, formatTrim } from '../sdk/index.ts';
import { isSampleDue } from './calm.ts';
import { cancelEntries } from './kill.ts';
import { dayKey } from './local-time.ts';
import { dayLoss } from './risk/rules/daily-loss.ts';
import { type Core, emit } from './state.ts';

/**
 * Opens a new risk day where one begins, samples equity once an hour, and halts entries from the first event past the
 * day's loss limit.
 */
export function watchDay(core: Core, equity: Cash): void {
  const day = dayKey(core.now, core.config.zone);
  if (core.facts.day?.key !== day) {
    emit(core, { type: 'record', record: { kind: 'day', day, equity: equity.toString() } });
    for (const market of core.markets.values()) market.dayOpen = market.last;
  } else if (isSampleDue(core)) {
    emit(core, { type: 'record', record: { kind: 'equity', equity: equity.toString() } });
  }
  if (core.facts.halt) return;
  const { loss, limit } = dayLoss(core, equity);
  if (limit === undefined || loss < limit) return;
  const reason = `lost ${formatTrim(loss, CASH_SCALE, 2)} of at most ${formatTrim(limit, CASH_SCALE, 2)} today`;
  emit(core, { type: 'record', record: { kind: 'halted', rule: 'daily-loss', reason } });
  emit(core, {
    type: 'alert',
    level: 'critical',
    title: 'entries halted: daily loss',
    text: `${reason}. Exits and stops go on; entries return with the next day or \`bot resume --reason …\`.`,
    dedupeKey: `halt/daily-loss/${day}`,
  });
  cancelEntries(core, 'entries are halted');
}
