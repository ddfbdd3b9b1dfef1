import type { Instrument, Price, Signal } from '../../sdk/index.ts';
import type { Plan } from '../orders/plan.ts';
import type { Core } from '../state.ts';
import { stopToTick, targetToTick } from './rounding.ts';

/** A plan of nothing but its id, which the next order will have as its number. */
export function bare(core: Core): Omit<Plan, 'stop'> {
  const id = core.facts.orderCount + 1;
  return { id, targets: [], targetsOf: id, trailBy: undefined, breakEven: 'off', distance: 0 };
}

/** What a signal wants its position protected by. @param entry the price that 1 R is measured from. */
export function planOf(core: Core, instrument: Instrument, signal: Signal, entry: Price): Plan {
  const { side, stop, targets = [], trailBy, breakEven } = signal;
  const { tick } = instrument;
  return {
    ...bare(core),
    stop: stopToTick(stop, side, tick),
    targets: targets.map((t) => ({ price: targetToTick(t.price, side, tick), fraction: t.fraction })),
    trailBy: trailBy === undefined ? undefined : Math.max(tick, trailBy - (trailBy % tick)),
    breakEven: breakEven ?? core.config.execution.breakEven,
    distance: Math.abs(entry - stop),
  };
}
