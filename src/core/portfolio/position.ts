import type { Cash, Currency, Instrument, Ms, PositionKey, Quantity } from '../../sdk/index.ts';
import type { Plan } from '../orders/plan.ts';

/** What one owner holds in one instrument. Mutable; only the fold changes it. */
export interface Position extends PositionKey {
  /** Signed: negative is short. Of spot what can be sold, see `remnant`. */
  quantity: Quantity;
  /** Value of what is still held at its fills, signed as `quantity`, in the settle currency. The average is never stored. */
  cost: Cash;
  /** Spot: the base held beyond `quantity`, less than a lot: fees taken in the base leave it. Absent: none. */
  remnant?: Cash;
  /** Before fees; in the settle currency, as are `fees` and `funding`. */
  realized: Cash;
  /** Paid is positive. */
  fees: Cash;
  /** Fees in currencies that are neither the settle currency nor a spot instrument's base. Absent: none. */
  otherFees?: Map<Currency, Cash>;
  /** Received is positive. */
  funding: Cash;
  openedMs: Ms;
  plan: Plan | undefined;
  /** What each target of the plan has closed. */
  taken: Quantity[];
  /** Targets of the plan that the venue does not take, by index. */
  refusedTargets: number[];
  /** R-7 is done, or told, for the newest entry. */
  brokeEven: boolean;
  /** The venue does not take its trailing stop: the core moves the stop itself. */
  coreTrails: boolean;
  /** Told to be too small to be closed. */
  dust: boolean;
  /** `at` of the last fill of an entry by signal, by side; 0: none yet. */
  enteredMs: { buy: Ms; sell: Ms };
}

/** A position that an older version saved, with what has been added since. */
export function completePosition(saved: Position): Position {
  const bare = { id: 0, targetsOf: 0, trailBy: undefined, breakEven: 'off', distance: 0 } as const;
  // What is there keeps its place: an equal record has equal bytes.
  return {
    ...createPosition(saved),
    ...saved,
    plan: saved.plan && { ...saved.plan, ...bare, ...saved.plan },
  };
}

/** Below the venue's smallest order: nothing can be sent for it. */
export function isDust({ quantity }: Pick<Position, 'quantity'>, { lot, minQuantity }: Instrument): boolean {
  const size = Math.abs(quantity);
  return size > 0 && size - (size % lot) < minQuantity;
}

export function createPosition(key: PositionKey): Position {
  const { account, instrument, leg, owner } = key;
  return {
    account,
    instrument,
    leg,
    owner,
    quantity: 0,
    cost: 0n,
    realized: 0n,
    fees: 0n,
    funding: 0n,
    openedMs: 0,
    plan: undefined,
    taken: [],
    refusedTargets: [],
    brokeEven: false,
    coreTrails: false,
    dust: false,
    enteredMs: { buy: 0, sell: 0 },
  };
}
