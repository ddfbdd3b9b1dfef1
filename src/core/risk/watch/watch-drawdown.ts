import type { Cash, Rate } from '../../../sdk/index.ts';
import { autoKill, cancelEntries } from '../../kill.ts';
import { type Core, emit } from '../../state.ts';
import { drawdownOf, percent, RECORDED } from '../rules/drawdown.ts';

/**
 * Keeps the peak of equity and, past the drawdown limit: takes no entries from the first event on, counts
 * the days in a row, and on the last of them kills.
 */
export function watchDrawdown(core: Core, equity: Cash): void {
  const limit = core.config.risk.drawdown;
  const { risk } = core.facts;
  if (!limit) return;
  if (risk.peak === undefined) {
    core.peakGain = 0n;
    emit(core, { type: 'record', record: { kind: 'peak', equity: equity.toString() } });
    return;
  }
  const gain = equity - risk.peak;
  if (gain >= core.peakGain) {
    core.peakGain = gain;
    return;
  }
  const peak = risk.peak + core.peakGain;
  if (core.peakGain > 0n && (peak - equity) * BigInt(RECORDED) >= peak) {
    core.peakGain = 0n;
    emit(core, { type: 'record', record: { kind: 'peak', equity: peak.toString() } });
  }
  const fall = drawdownOf(peak, equity);
  if (fall === undefined || fall < limit.fraction) return;
  countDay(core, fall, limit);
}

function countDay(core: Core, fall: Rate, limit: { readonly fraction: Rate; readonly days: number }): void {
  const { day, risk } = core.facts;
  if (!day || risk.drawdown?.day === day.key) return;
  const days = (risk.drawdown?.days ?? 0) + 1;
  const reason = `equity is ${percent(fall)} below its peak, the limit is ${percent(limit.fraction)}`;
  emit(core, { type: 'record', record: { kind: 'drawdown', day: day.key, days, reason } });
  cancelEntries(core, 'the drawdown is beyond its limit');
  if (days >= limit.days) autoKill(core, days > 1 ? `${reason}, on ${days} days in a row` : reason);
  else {
    emit(core, {
      type: 'alert',
      level: 'critical',
      title: 'entries halted: drawdown',
      text: `${reason}. Day ${days} of ${limit.days}: on the last one the kill switch goes on.`,
      dedupeKey: `drawdown/${day.key}`,
    });
  }
}
