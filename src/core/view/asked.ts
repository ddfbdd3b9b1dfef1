import type { Intent, Ms } from '../../sdk/index.ts';
import type { Refusal } from '../risk/gate.ts';
import type { Core, Seat } from '../state.ts';
import type { AskedRow } from './rows.ts';

/** Shown per strategy; twice as many are kept at most, so that the oldest are dropped many at once. */
const SHOWN = 12;

/** What a strategy asked for as it happened; its texts are made when somebody looks. */
export interface Asked {
  readonly timeMs: Ms;
  readonly intent: Intent;
  /** Undefined: it was taken, that is sent or held. */
  readonly refusal: Refusal | undefined;
}

export function showAsked(core: Core, seat: Seat, intent: Intent, refusal: Refusal | undefined): void {
  seat.asked.push({ timeMs: core.now, intent, refusal });
  if (seat.asked.length === 2 * SHOWN) seat.asked.splice(0, SHOWN);
}

/** The newest, oldest first. */
export function viewAsked({ asked }: Seat): AskedRow[] {
  return asked.slice(-SHOWN).map(rowOf);
}

function rowOf({ timeMs, intent, refusal }: Asked): AskedRow {
  const side = 'side' in intent ? `${intent.side} ` : '';
  return {
    timeMs,
    instrument: 'instrument' in intent ? intent.instrument : null,
    what: `${side}${intent.type}`,
    rule: refusal?.rule ?? null,
    reason: refusal?.reason ?? intent.reason,
  };
}

/** Parameters by name, each as JSON text. */
export function viewParams(params: unknown): Readonly<Record<string, string>> {
  if (typeof params !== 'object' || params === null) return {};
  return Object.fromEntries(
    Object.entries(params).flatMap(([name, value]) => {
      const text = JSON.stringify(value);
      return text === undefined ? [] : [[name, text]];
    }),
  );
}
