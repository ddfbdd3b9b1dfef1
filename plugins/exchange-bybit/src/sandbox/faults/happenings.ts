import type { Instrument, Ms, Ticker } from '@botrc/sdk';
import { autoDeleverage, defineInstrument, onMarket, type Venue } from '@botrc/sim';
import { z } from 'zod';
import { readInstrument } from '../../instruments.ts';
import type { Account } from '../account/account.ts';
import type { Bank } from '../account/bank.ts';
import type { World } from '../world.ts';

/** What a venue does by itself, as a script writes it. */
export type Happening =
  /** From now on the venue's clock is off by so much, and requests are held to it. */
  | { readonly do: 'clock-skew'; readonly ms: number }
  /** The market data service restarts: every book begins anew, its ids at 1. */
  | { readonly do: 'restart' }
  /** From now on resting orders fill in parts, so often, each at least this fraction of what is possible. */
  | { readonly do: 'partial-fills'; readonly probability: number; readonly minFraction: number }
  /** A fraction of every position is closed at the mark, to cover somebody else's bankruptcy. */
  | { readonly do: 'deleverage'; readonly symbol: string; readonly fraction: number }
  /** The mark jumps for the accounts, until the next ticker: who falls below maintenance is liquidated. */
  | { readonly do: 'mark'; readonly symbol: string; readonly factor: number }
  /** A funding payment falls due now. */
  | { readonly do: 'funding'; readonly symbol: string }
  /** No orders are taken, are taken again, or never will be: then positions are settled. */
  | { readonly do: 'halt' | 'resume' | 'delist'; readonly symbol: string };

const symbol = z.string().regex(/^[A-Z0-9]{2,30}$/);
const fraction = z.number().min(0).max(1);

export const happening: z.ZodType<Happening> = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('clock-skew'), ms: z.int().min(-600_000).max(600_000) }),
  z.strictObject({ do: z.literal('restart') }),
  z.strictObject({ do: z.literal('partial-fills'), probability: fraction, minFraction: fraction }),
  z.strictObject({ do: z.literal('deleverage'), symbol, fraction }),
  z.strictObject({ do: z.literal('mark'), symbol, factor: z.number().min(0.0001).max(10_000) }),
  z.strictObject({ do: z.literal('funding'), symbol }),
  z.strictObject({ do: z.enum(['halt', 'resume', 'delist']), symbol }),
]);

const STATUS = { halt: 'PreLaunch', resume: 'Trading', delist: 'Closed' } as const;

/** Lets it happen now. A symbol that is not traded here is told of in the log. */
export function makeHappen(what: Happening, world: World, bank: Bank, log: (line: string) => void): void {
  log(`it happens: ${JSON.stringify(what)}`);
  const accounts = bank.all();
  switch (what.do) {
    case 'clock-skew':
      world.clock.skewMs = what.ms;
      return;
    case 'restart':
      for (const market of world.markets.values()) market.book.restart(world.clock.now());
      return;
    case 'partial-fills':
      bank.fillInParts({ probability: what.probability, minFraction: what.minFraction });
      return;
    case 'halt':
    case 'resume':
    case 'delist': {
      const definition = world.listing.change(what.symbol, STATUS[what.do]);
      if (definition === undefined) break;
      const after = readInstrument(definition as unknown as Record<string, unknown>);
      for (const account of accounts) act(account, (venue, nowMs) => defineInstrument(venue, after, nowMs));
      return;
    }
    default:
      if (!world.markets.has(what.symbol)) break;
      for (const account of accounts) act(account, (venue, nowMs) => befall(what, venue, nowMs));
      return;
  }
  log(`nothing happens: ${what.symbol} is not traded here`);
}

/** Plans all of a script; what it returns takes back what has not happened yet. */
export function planHappenings(
  planned: readonly { readonly afterMs: number; readonly happening: Happening }[],
  happen: (what: Happening) => void,
): () => void {
  const timers = planned.map(({ afterMs, happening: what }) => setTimeout(() => happen(what), afterMs));
  return () => {
    for (const timer of timers) clearTimeout(timer);
  };
}

function act(account: Account, deed: (venue: Venue, nowMs: Ms) => void): void {
  deed(account.venue, account.world.clock.now());
  account.flush();
}

function befall(
  what: Extract<Happening, { do: 'deleverage' | 'mark' | 'funding' }>,
  venue: Venue,
  nowMs: Ms,
): void {
  const books = venue.listing.get(what.symbol);
  const { mark = 0 } = venue.market[what.symbol] ?? {};
  if (books === undefined || mark === 0) return;
  const { definition, funding, positions } = books;
  const ticker = (fields: Partial<Ticker>): void =>
    onMarket(venue, { type: 'ticker', instrument: definition.id, time: nowMs, ...fields }, nowMs);
  if (what.do === 'mark') ticker({ mark: Math.max(1, Math.round(mark * what.factor)) });
  else if (what.do === 'funding') {
    // The engine books a payment that the ticker has left behind.
    if (funding !== undefined)
      ticker({ fundingRate: funding.rate, nextFundingMs: funding.nextMs + definition.fundingIntervalMs });
  } else
    for (const [leg, { quantity }] of Object.entries(positions))
      autoDeleverage(
        venue,
        {
          instrument: definition.id,
          leg: leg as 'net',
          quantity: lotsOf(Math.abs(quantity) * what.fraction, definition),
          price: mark,
        },
        nowMs,
      );
}

/** At least one lot. */
function lotsOf(quantity: number, { lot }: Instrument): number {
  return Math.max(lot, Math.floor(quantity / lot) * lot);
}
