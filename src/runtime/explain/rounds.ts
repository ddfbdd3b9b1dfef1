import { createFacts, type Facts } from '../../core/facts.ts';
import { foldDecision, foldEvent } from '../../core/fold.ts';
import type { Order } from '../../core/orders/order.ts';
import type { Position } from '../../core/portfolio/position.ts';
import { type Fill, keyText, type Ms } from '../../sdk/index.ts';
import type { Found, JournalSearch } from '../journal/search.ts';

/** One position's way from flat to flat, or to what is held now. */
export interface Round {
  /** Text of the position's key. */
  readonly key: string;
  /** Of its first fill, or of what adopted it. */
  readonly seq: number;
  readonly openedMs: Ms;
  readonly before: Pick<Position, 'realized' | 'fees' | 'funding'>;
  /** Client order ids with fills in it or sent during it. */
  readonly orders: Set<string>;
  /** Signed: the most that was held. */
  largest: number;
  readonly entered: Sum;
  readonly left: Sum;
  closedMs?: Ms;
  after: Position;
}

/** Quantity and price x quantity of its fills. */
interface Sum {
  quantity: number;
  value: bigint;
}

/** All rounds that the journal holds, in order of their beginning, by the same fold as the running core's. */
export function roundsOf(search: JournalSearch): readonly Round[] {
  const facts = createFacts();
  const rounds: Round[] = [];
  const open = new Map<string, Round>();
  for (const found of search.trading()) {
    if (found.kind === 'decision') {
      foldDecision(facts, found.decision);
      for (const effect of found.decision.effects) {
        if (effect.type === 'submit') open.get(keyText(effect.order))?.orders.add(effect.order.clientOrderId);
        else if (effect.type === 'record' && effect.record.kind === 'reconciled')
          settle(facts, found, rounds, open);
      }
    } else if (found.event.type === 'fill') take(facts, found, found.event, rounds, open);
    else foldEvent(facts, found.event);
  }
  // Funding comes without a fill.
  for (const [key, round] of open) round.after = facts.positions.get(key) ?? round.after;
  return rounds;
}

function take(
  facts: Facts,
  found: Found & { readonly kind: 'event' },
  fill: Fill,
  rounds: Round[],
  open: Map<string, Round>,
): void {
  const order = facts.orders.get(fill.clientOrderId);
  const position = order && facts.positions.get(keyText(order));
  const before = structuredClone(position);
  const filled = order?.filled;
  foldEvent(facts, found.event);
  // One that is told twice, or of an order that is not ours, changes nothing.
  if (!order || order.filled === filled) return;
  const round = roundOf(facts, found, order, { rounds, open, before });
  if (!round) return;
  round.orders.add(order.clientOrderId);
  const held = before?.quantity ?? 0;
  const side = held * (fill.side === 'buy' ? 1 : -1) < 0 ? round.left : round.entered;
  side.quantity += fill.quantity;
  side.value += BigInt(fill.price) * BigInt(fill.quantity);
  update(round, facts, found, open);
}

/** What the venue's word made of positions: taken over, or gone. */
function settle(facts: Facts, found: Found, rounds: Round[], open: Map<string, Round>): void {
  for (const position of facts.positions.values()) {
    const isOpen = open.has(keyText(position));
    if (position.quantity === 0 && !isOpen) continue;
    const round = roundOf(facts, found, position, { rounds, open, before: position });
    if (round) update(round, facts, found, open);
  }
}

function roundOf(
  facts: Facts,
  { seq, at }: Found,
  keyed: Order | Position,
  {
    rounds,
    open,
    before,
  }: { readonly rounds: Round[]; readonly open: Map<string, Round>; readonly before: Position | undefined },
): Round | undefined {
  const key = keyText(keyed);
  const known = open.get(key);
  const position = facts.positions.get(key);
  if (known || !position) return known;
  const { realized, fees, funding } = before ?? { realized: 0n, fees: 0n, funding: 0n };
  const round: Round = {
    key,
    seq,
    openedMs: at,
    before: { realized, fees, funding },
    orders: new Set(),
    largest: 0,
    entered: { quantity: 0, value: 0n },
    left: { quantity: 0, value: 0n },
    after: position,
  };
  rounds.push(round);
  open.set(key, round);
  return round;
}

function update(round: Round, facts: Facts, { at }: Found, open: Map<string, Round>): void {
  const position = facts.positions.get(round.key);
  if (!position) return;
  if (Math.abs(position.quantity) > Math.abs(round.largest)) round.largest = position.quantity;
  round.after = structuredClone(position);
  if (position.quantity !== 0) return;
  round.closedMs = at;
  open.delete(round.key);
}
