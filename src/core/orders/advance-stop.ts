import { formatTrim, keyText, type Price } from '../../sdk/index.ts';
import { entryPrice } from '../portfolio/booking.ts';
import type { Position } from '../portfolio/position.ts';
import { isHeldBack } from '../reconcile/hold.ts';
import { stopToTick } from '../signals/rounding.ts';
import { type Core, emit, instrumentOf } from '../state.ts';
import type { Plan } from './plan.ts';
import { trailsAtVenue } from './stops.ts';
import { hasTakenTarget } from './targets.ts';

/** A stop that the core trails moves in steps of at least this part of its distance, so that not every tick is an amend. */
const STEPS = 20;

/**
 * Moves the plan's stop towards the market where break-even or trailing ask for it, never back. Returns whether
 * it moved; the order at the venue follows with `protect`.
 */
export function advanceStop(core: Core, position: Position): boolean {
  const { plan } = position;
  const last = core.markets.get(position.instrument)?.last;
  if (plan === undefined || last === undefined) return false;
  if (plan.breakEven === 'off' && plan.trailBy === undefined) return false;
  if (core.facts.flattening.has(keyText(position)) || isHeldBack(core.facts, position)) return false;
  const isBroken = plan.breakEven !== 'off' && !position.brokeEven && breakEven(core, position, plan, last);
  return trail(core, position, position.plan ?? plan, last) || isBroken;
}

/** due once a target is taken or the price has gained 1 R, and done where the entry is behind the market. */
function breakEven(core: Core, position: Position, plan: Plan, last: Price): boolean {
  const instrument = instrumentOf(core, position.instrument);
  const entry = entryPrice(position, instrument);
  if (entry === undefined) return false;
  const ahead = position.quantity > 0 ? 1 : -1;
  const hasGained = plan.distance > 0 && (last - entry) * ahead >= plan.distance;
  if (!hasGained && !hasTakenTarget(core, position, plan)) return false;
  const stop = stopToTick(entry, position.quantity > 0 ? 'buy' : 'sell', instrument.tick);
  if ((last - stop) * ahead <= 0) return false;
  const key = keyText(position);
  const mode = plan.breakEven === 'full' ? 'full' : 'visual';
  emit(core, { type: 'record', record: { kind: 'break-even', key, stop, mode } });
  if (mode === 'full') return true;
  emit(core, {
    type: 'alert',
    level: 'info',
    title: `${position.instrument}: break-even`,
    text: `The stop could move to the entry, ${formatTrim(stop, instrument.priceScale)}.`,
    dedupeKey: `break-even/${key}`,
  });
  return false;
}

/** The best price is never kept: a stop that follows it at a distance and never moves back knows it. */
function trail(core: Core, position: Position, plan: Plan, last: Price): boolean {
  if (plan.trailBy === undefined || trailsAtVenue(core, position)) return false;
  const { tick } = instrumentOf(core, position.instrument);
  const ahead = position.quantity > 0 ? 1 : -1;
  const stop = stopToTick(last - ahead * plan.trailBy, position.quantity > 0 ? 'buy' : 'sell', tick);
  const step = Math.max(tick, Math.floor(plan.trailBy / STEPS));
  if ((stop - plan.stop) * ahead < step || (last - stop) * ahead <= 0) return false;
  const record = { kind: 'stop-moved', key: keyText(position), stop, cause: 'trail' } as const;
  emit(core, { type: 'record', record });
  return true;
}
