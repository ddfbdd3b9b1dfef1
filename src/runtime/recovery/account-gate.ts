import type { ExchangeEvent, ExchangeSink } from '../../sdk/index.ts';

/** Lets through what the exchange hands over; what concerns the account waits until it is opened. */
export interface AccountGate {
  readonly sink: ExchangeSink;
  /** What waited goes through in its order, and everything from now on at once. */
  open(): void;
}

/**
 * After a restart the newest fills stream in before the ones that were missed have been fetched. What a position cost
 * depends on their order, so that the new ones have to wait.
 */
export function closeAccountGate(next: ExchangeSink): AccountGate {
  let waiting: ExchangeEvent[] | undefined = [];
  return {
    sink(event) {
      if (waiting && isOfAccount(event)) waiting.push(event);
      else next(event);
    },
    open() {
      const events = waiting ?? [];
      waiting = undefined;
      for (const event of events) next(event);
    },
  };
}

function isOfAccount({ type }: ExchangeEvent): boolean {
  return type === 'order' || type === 'fill' || type === 'funding' || type === 'transfer';
}
