import type { Effect } from '../../core/effect.ts';
import { createFacts, type Facts } from '../../core/facts.ts';
import { foldDecision, foldEvent } from '../../core/fold.ts';
import { entryPrice, type Position } from '../../core/portfolio/position.ts';
import { CASH_SCALE, formatTrim, keyText, type Ms } from '../../sdk/index.ts';
import type { Found, JournalSearch } from '../journal/search.ts';
import type { Chain } from './chain.ts';
import { orderChain } from './order-chain.ts';
import { type Units, unitsOf } from './units.ts';

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

/** One way from flat to flat, in the fold of all that happened in the instrument. */
interface Round {
  readonly openedMs: Ms;
  readonly before: Pick<Position, 'realized' | 'fees' | 'funding'>;
  readonly orders: Set<string>;
  largest: number;
  seq: number;
  closedMs?: Ms;
  after: Position;
}

/** The newest round of every position whose key, `instrument/owner` or instrument is `id`. */
export function positionStories(search: JournalSearch, id: string): readonly PositionStory[] {
  const parts = id.split('/');
  const instrument = parts.length >= 3 ? parts[1] : parts[0];
  if (instrument === undefined || instrument === '') return [];
  const trading = search.trading(instrument);
  const last = trading.at(-1)?.seq ?? 0;
  const units = unitsOf(search, instrument, last);
  const facts = createFacts();
  const rounds = new Map<string, Round>();
  if (units.known) facts.instruments.set(instrument, units.known);
  for (const found of withAnswers(trading, search)) play(facts, found, instrument, rounds);
  return [...rounds]
    .filter(([key]) => matches(key, id))
    .map(([key, round]) => storyOf(search, facts, { key, round, units }));
}

function matches(key: string, id: string): boolean {
  const [, instrument, , owner] = key.split('/');
  return id === key || id === instrument || id === `${instrument}/${owner}`;
}

/** Answers name no instrument: those about its orders are taken in where they belong. */
function withAnswers(trading: readonly Found[], search: JournalSearch): readonly Found[] {
  const own = new Set(
    trading
      .flatMap(effectsOf)
      .flatMap((effect) => (effect.type === 'submit' ? effect.order.clientOrderId : [])),
  );
  const answers = search.answers().filter((found) => {
    const event = found.kind === 'event' ? found.event : undefined;
    return event?.type === 'outcome' && own.has(event.clientOrderId);
  });
  return [...trading, ...answers].sort((a, b) => a.seq - b.seq || rank(a) - rank(b));
}

function effectsOf(found: Found): readonly Effect[] {
  return found.kind === 'decision' ? found.decision.effects : [];
}

function rank(found: Found): number {
  return found.kind === 'event' ? 0 : 1;
}

function play(facts: Facts, found: Found, instrument: string, rounds: Map<string, Round>): void {
  if (found.kind === 'decision') {
    const effects = found.decision.effects.filter((effect) => {
      if (effect.type === 'submit') return effect.order.instrument === instrument;
      return (
        (effect.type === 'cancel' || effect.type === 'amend') && effect.request.instrument === instrument
      );
    });
    foldDecision(facts, { ...found.decision, effects });
    for (const effect of effects) {
      if (effect.type !== 'submit') continue;
      const round = rounds.get(keyText(effect.order));
      if (round && round.closedMs === undefined) round.orders.add(effect.order.clientOrderId);
    }
    return;
  }
  const { event } = found;
  const order = event.type === 'fill' ? facts.orders.get(event.clientOrderId) : undefined;
  const key = order && keyText(order);
  const before = key === undefined ? undefined : structuredClone(facts.positions.get(key));
  foldEvent(facts, event);
  const position = key === undefined ? undefined : facts.positions.get(key);
  if (key === undefined || !position || !order) return;
  let round = rounds.get(key);
  if (!round || round.closedMs !== undefined) {
    round = {
      openedMs: event.at,
      before: before ?? { realized: 0n, fees: 0n, funding: 0n },
      orders: new Set(),
      largest: 0,
      seq: event.seq,
      after: position,
    };
    rounds.set(key, round);
  }
  round.orders.add(order.clientOrderId);
  if (Math.abs(position.quantity) > Math.abs(round.largest)) round.largest = position.quantity;
  round.after = structuredClone(position);
  if (position.quantity === 0) round.closedMs = event.at;
}

function storyOf(
  search: JournalSearch,
  facts: Facts,
  { key, round, units }: { readonly key: string; readonly round: Round; readonly units: Units },
): PositionStory {
  const [, instrument = '', , owner = ''] = key.split('/');
  // Funding of an open position comes without a fill.
  const after = round.closedMs === undefined ? (facts.positions.get(key) ?? round.after) : round.after;
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
  const submit = links.find((link) => link.step === 'submit');
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
