import { RATE_SCALE } from '../../../sdk/index.ts';
import { cancelEntries } from '../../kill.ts';
import { type Core, emit } from '../../state.ts';

/** After a fill: a streak of losses stops entries for a while, and low expectancy is told once a day. */
export function watchTrades(core: Core): void {
  watchStreak(core);
  watchExpectancy(core);
}

function watchStreak(core: Core): void {
  const limit = core.config.risk.lossStreak;
  const { streak } = core.facts.risk;
  if (!limit || streak < limit.trades) return;
  const untilMs = core.now + limit.cooldownMs;
  const reason = `${streak} losing trades in a row`;
  emit(core, { type: 'record', record: { kind: 'cooldown', rule: 'loss-streak', untilMs, reason } });
  emit(core, { type: 'timer', timerId: 'cooldown/loss-streak', dueMs: untilMs });
  emit(core, {
    type: 'alert',
    level: 'warning',
    title: 'entries halted: loss streak',
    text: `${reason}. Entries return in ${Math.ceil(limit.cooldownMs / 60_000)} minutes or with \`bot resume --reason …\`.`,
    dedupeKey: `cooldown/${untilMs}`,
  });
  cancelEntries(core, reason);
}

function watchExpectancy(core: Core): void {
  const limit = core.config.risk.expectancy;
  const { recentR, expectancyDay } = core.facts.risk;
  const { day } = core.facts;
  if (!limit || !day || expectancyDay === day.key || recentR.length < limit.trades) return;
  let sum = 0;
  for (let i = recentR.length - limit.trades; i < recentR.length; i++) sum += recentR[i] ?? 0;
  const mean = sum / limit.trades;
  if (mean >= limit.r) return;
  const text = (rate: number): string => (rate / 10 ** RATE_SCALE).toFixed(2);
  const reason = `the last ${limit.trades} trades made ${text(mean)} R on average, less than ${text(limit.r)} R`;
  emit(core, { type: 'record', record: { kind: 'expectancy', day: day.key, reason } });
  emit(core, {
    type: 'alert',
    level: 'warning',
    title: 'net expectancy is low',
    text: `${reason}, after costs.`,
    dedupeKey: `expectancy/${day.key}`,
  });
}
