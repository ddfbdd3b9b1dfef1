import { formatTrim } from '../../sdk/index.ts';
import { type Core, instrumentOf } from '../state.ts';
import type { HeldRow, SignalsRow } from './rows.ts';

/** Signals that wait, oldest first, and how often each rule has refused one. */
export function viewSignals(core: Core): SignalsRow {
  const { held, refusals } = core.facts;
  return {
    held: [...held.values()].map((one) => viewHeld(core, one.id)).filter((row) => row !== undefined),
    refusals: [...refusals].map(([rule, count]) => ({ rule, count })).sort((a, b) => b.count - a.count),
  };
}

function viewHeld(core: Core, id: string): HeldRow | undefined {
  const held = core.facts.held.get(id);
  if (!held) return undefined;
  const { signal } = held;
  const { priceScale, quantityScale } = instrumentOf(core, held.instrument);
  const price = (value: number): string => formatTrim(value, priceScale);
  return {
    id,
    stage: held.stage,
    strategy: held.owner,
    instrument: held.instrument,
    side: signal.side,
    quantity: formatTrim(held.quantity, quantityScale),
    entry: signal.entry === undefined ? null : price(signal.entry),
    ladder: (signal.ladder ?? []).map((rung) => price(rung.price)),
    stop: price(signal.stop),
    targets: (signal.targets ?? []).map((target) => price(target.price)),
    riskR: signal.riskR ?? 1,
    reason: signal.reason,
    sinceMs: held.sinceMs,
    expiresMs: held.expiresMs,
    releaseMs: held.releaseMs ?? null,
  };
}
