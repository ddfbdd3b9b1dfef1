import { entryPrice } from '../../core/portfolio/booking.ts';
import { CASH_SCALE, formatTrim, type Ms } from '../../sdk/index.ts';
import type { JournalSearch } from '../journal/search.ts';
import { beginsOrder, type Chain } from './chain.ts';
import { orderChain } from './order-chain.ts';
import { type Round, roundsOf } from './rounds.ts';
import { unitsOf } from './units.ts';

/** One position from flat to flat, or to what is held now. Numbers as in a Chain. */
export interface PositionStory {
  readonly kind: 'position';
  /** Its key: account/instrument/leg/owner. */
  readonly id: string;
  readonly run: string;
  readonly owner: string;
  readonly instrument: string;
  readonly state: 'open' | 'closed';
  readonly side: 'long' | 'short';
  /** The most that was held. */
  readonly largest: string;
  /** Held now. */
  readonly quantity: string;
  readonly openedMs: Ms;
  readonly closedMs?: Ms;
  /** Of what is held. */
  readonly entryPrice?: string;
  /** Over this one round, before fees. */
  readonly realized: string;
  readonly fees: string;
  readonly funding: string;
  readonly currency: string;
  /** In the order in which they were sent; each explains itself by its id. */
  readonly orders: readonly StoryOrder[];
}

export interface StoryOrder {
  readonly id: string;
  readonly seq: number;
  readonly atMs: Ms;
  readonly role: string;
  readonly side: 'buy' | 'sell';
  readonly type: string;
  readonly price?: string;
  readonly quantity: string;
  readonly filled: string;
  readonly state: string;
  readonly averagePrice?: string;
  readonly reason?: string;
}

/** The newest round of every position whose key, `instrument/owner` or instrument is `id`. */
export function positionStories(search: JournalSearch, id: string): readonly PositionStory[] {
  const rounds = new Map(
    roundsOf(search)
      .filter(({ key }) => matches(key, id))
      .map((round) => [round.key, round]),
  );
  return [...rounds.values()].map((round) => storyOf(search, round));
}

function matches(key: string, id: string): boolean {
  const [, instrument, , owner] = key.split('/');
  return id === key || id === instrument || id === `${instrument}/${owner}`;
}

function storyOf(search: JournalSearch, round: Round): PositionStory {
  const { key, after } = round;
  const [, instrument = '', , owner = ''] = key.split('/');
  const units = unitsOf(search, instrument, Number.MAX_SAFE_INTEGER - 1);
  const entry = units.known && entryPrice(after, units.known);
  const cash = (value: bigint): string => formatTrim(value, CASH_SCALE, 2);
  return {
    kind: 'position',
    id: key,
    run: search.runAt(round.seq)?.run ?? '',
    owner,
    instrument,
    state: round.closedMs === undefined ? 'open' : 'closed',
    side: round.largest < 0 ? 'short' : 'long',
    largest: units.quantity(Math.abs(round.largest)),
    quantity: units.quantity(Math.abs(after.quantity)),
    openedMs: round.openedMs,
    ...(round.closedMs !== undefined && { closedMs: round.closedMs }),
    ...(entry !== undefined && { entryPrice: units.price(entry) }),
    realized: cash(after.realized - round.before.realized),
    fees: cash(after.fees - round.before.fees),
    funding: cash(after.funding - round.before.funding),
    currency: units.known?.settle ?? '',
    orders: ordersOf(search, [...round.orders]),
  };
}

function ordersOf(search: JournalSearch, ids: readonly string[]): readonly StoryOrder[] {
  return ids
    .flatMap((id) => orderChain(search, id) ?? [])
    .map(storyOrder)
    .sort((a, b) => a.seq - b.seq);
}

function storyOrder({ id, links }: Chain): StoryOrder {
  const submit = links.find(beginsOrder);
  const end = links.find((link) => link.step === 'end');
  const request = links.find((link) => link.step === 'request');
  const price = submit?.price ?? submit?.triggerPrice;
  return {
    id,
    seq: submit?.seq ?? 0,
    atMs: submit?.atMs ?? 0,
    role: submit?.role ?? '',
    side: submit?.side ?? 'buy',
    type: submit?.type ?? '',
    ...(price !== undefined && { price }),
    quantity: end?.quantity ?? '',
    filled: end?.filled ?? '',
    state: end?.state ?? '',
    ...(end?.averagePrice !== undefined && { averagePrice: end.averagePrice }),
    ...(request && { reason: request.reason }),
  };
}
