import type { Fault, FaultSource, Place } from './faults.ts';

/** Trouble that a test makes when it wants it, once, for whoever comes next. */
export interface FaultsOnDemand {
  readonly source: FaultSource;
  /** As `troubles` of the SDK's exchange suite. */
  readonly make: {
    /** All streams end with their next message, of market and account. */
    readonly dropConnections: () => void;
    /** The next order is taken, and its connection ends before the answer. */
    readonly loseAnswer: () => void;
    /** The connection of the next order ends before it is looked at. */
    readonly loseRequest: () => void;
  };
}

/** @param at,of where orders come in: `trade`, `order.create` for the trade stream; `rest`, `/v5/order/create` */
export function faultsOnDemand(at: Place, of: string): FaultsOnDemand {
  const due = new Map<string, Fault>();
  return {
    source(place, what) {
      const name = place === at && what.startsWith(of) ? 'order' : place;
      const fault = due.get(name);
      due.delete(name);
      return fault;
    },
    make: {
      dropConnections: () => {
        due.set('account', { do: 'drop' });
        due.set('market', { do: 'drop' });
      },
      loseAnswer: () => due.set('order', { do: 'drop-after' }),
      loseRequest: () => due.set('order', { do: 'drop' }),
    },
  };
}
