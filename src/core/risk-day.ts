import { CASH_SCALE, formatTrim, type Ms } from '../sdk/index.ts';
import { calmOf, isCalm, isSampleDue } from './calm.ts';
import { cancelOrder } from './orders/open-orders.ts';
import { dayLoss } from './risk/rules/daily-loss.ts';
import { type Core, emit, equity, markOf } from './state.ts';

/** Local days since 1970 in the profile's zone, as text. */
export function dayKey(at: Ms, zone: readonly (readonly [Ms, Ms])[]): string {
  let offset = 0;
  for (const [from, ms] of zone) if (at >= from) offset = ms;
  return String(Math.floor((at + offset) / 86_400_000));
}

/** Something is held whose price is not known yet: it would count at cost, and the day would gain or lose by that. */
function isBlind(core: Core): boolean {
  for (const { instrument, quantity } of core.facts.positions.values()) {
    if (quantity !== 0 && core.markets.has(instrument) && markOf(core, instrument) === undefined) return true;
  }
  return false;
}

/** Opens a new risk day where one begins, samples equity once an hour, and halts entries from the first event past the day's loss limit. */
export function watchDay(core: Core): void {
  if (isCalm(core)) return;
  look(core);
  core.calm = calmOf(core);
}

function look(core: Core): void {
  if (!core.facts.cash.has(core.config.currency) || isBlind(core)) return;
  const day = dayKey(core.now, core.config.zone);
  if (core.facts.day?.key !== day) {
    emit(core, { type: 'record', record: { kind: 'day', day, equity: equity(core).toString() } });
    for (const market of core.markets.values()) market.dayOpen = market.last;
  } else if (isSampleDue(core)) {
    emit(core, { type: 'record', record: { kind: 'equity', equity: equity(core).toString() } });
  }
  if (core.facts.halt) return;
  const { loss, limit } = dayLoss(core);
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
  for (const order of core.facts.orders.values()) {
    if (!order.reduceOnly) cancelOrder(core, order, 'entries are halted');
  }
}
