import { copyState, restoreInto } from '../sdk/index.ts';
import type { CoreConfig } from './config.ts';
import type { Market } from './market/market.ts';
import { bookFrom, bookSnapshot } from './market/memory.ts';
import type { Core, Seat } from './state.ts';

/**
 * What a core is besides its facts, as plain data: with both it goes on as it would have, byte for byte. What can be
 * worked out again (rules in force, the calm of the day) is not in it.
 */
export interface Minds {
  readonly config: CoreConfig;
  readonly markets: readonly MarketMinds[];
  readonly seats: readonly SeatMinds[];
  readonly rest: Pick<Core, (typeof REST)[number]>;
}

type MarketMinds = Omit<Market, 'book'> & { readonly book: ReturnType<typeof bookSnapshot> | undefined };
type SeatMinds = Omit<Seat, 'config' | 'instance' | 'context'> & {
  readonly owner: string;
  readonly state: object;
};

const REST = ['curve', 'fills', 'tally', 'peakGain', 'watched', 'dayLimit'] as const;

/** A copy. @throws BOTRC_STATE_NOT_PLAIN where the state of a strategy is more than plain data. */
export function mindsOf(core: Core): Minds {
  const { curve, fills, tally, peakGain, watched, dayLimit } = core;
  return copyState({
    config: core.config,
    markets: [...core.markets.values()].map(({ ears: _, book, ...market }) => ({
      ...market,
      book: book && bookSnapshot(market.instrument, book),
    })),
    seats: core.seats.map(({ config, instance, context: _, ...seat }) => ({
      ...seat,
      owner: config.owner,
      state: instance.state,
    })),
    rest: { curve, fills, tally, peakGain, watched, dayLimit },
  });
}

/** Gives a core that has seen no event the minds of another with the same configuration. */
export function recallMinds(core: Core, minds: Minds): void {
  for (const { book, ...memory } of minds.markets) {
    const market = core.markets.get(memory.instrument);
    if (market) Object.assign(market, memory, { book: book && bookFrom(book) });
  }
  for (const { owner, state, ...memory } of minds.seats) {
    const seat = core.seats.find((one) => one.config.owner === owner);
    if (!seat) continue;
    restoreInto(seat.instance.state, state);
    Object.assign(seat, memory);
  }
  Object.assign(core, minds.rest);
}
