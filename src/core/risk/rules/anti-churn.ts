import type { InstrumentId, Ms, Side } from '../../../sdk/index.ts';
import type { Core } from '../../state.ts';
import type { RiskRule } from '../proposal.ts';

/**
 * after an entry by signal has filled, the next one of its instrument and side waits: `signals/held.ts` queues it
 * until the block ends. This is the lock behind that. Plain orders, of grids and makers, are not churn.
 */
export const antiChurn: RiskRule = {
  name: 'anti-churn',
  requirement: 'R-5',
  appliesTo: 'entry',
  isOn: (config) => config.execution.antiChurnMs > 0,
  check({ bySignal, instrument, side }, core) {
    const until = bySignal ? blockedUntil(core, instrument.id, side) : undefined;
    return {
      verdict: until === undefined ? 'allow' : 'deny',
      used: until === undefined ? 'none' : `${until - core.now} ms to go`,
      limit: `${core.config.execution.antiChurnMs} ms`,
      reason:
        until === undefined ? 'no entry of its side just now' : 'an entry of its side was filled just now',
    };
  },
  status(core) {
    const queued = [...core.facts.held.values()].filter((held) => held.stage === 'queued').length;
    const limit = `${core.config.execution.antiChurnMs} ms`;
    return { state: queued > 0 ? 'warning' : 'ok', used: `${queued} queued`, limit, reason: '' };
  },
};

/** When the block of an instrument and side ends; undefined where there is none. */
export function blockedUntil(
  { config, facts, now }: Core,
  instrument: InstrumentId,
  side: Side,
): Ms | undefined {
  const { antiChurnMs } = config.execution;
  if (antiChurnMs === 0) return undefined;
  let last = 0;
  for (const position of facts.positions.values()) {
    if (position.instrument === instrument) last = Math.max(last, position.enteredMs[side]);
  }
  return last > 0 && now - last < antiChurnMs ? last + antiChurnMs : undefined;
}
