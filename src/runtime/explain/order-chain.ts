import type { Effect } from '../../core/effect.ts';
import type { OutcomeEvent } from '../../core/event.ts';
import { createFacts, type Facts } from '../../core/facts.ts';
import { foldDecision, foldEvent } from '../../core/fold.ts';
import type { Order } from '../../core/orders/order.ts';
import {
  CASH_SCALE,
  type Fill,
  formatTrim,
  type Ms,
  mulDivBig,
  type OrderRequest,
  type OrderUpdate,
  type Price,
  plainText,
  toSafe,
} from '../../sdk/index.ts';
import type { Found, JournalSearch } from '../journal/search.ts';
import type { Chain, EndLink, Link, Stamped } from './chain.ts';
import { causeOf } from './event-link.ts';
import { slippageBps, type Units, unitsOf } from './units.ts';
import { type Verdict, verdictLinks } from './verdict-links.ts';

/** One order, read from the entries that mention it. */
export interface OrderRecord {
  /** Where it began: sent by the bot, or found at the venue and adopted. */
  readonly sent: Found;
  readonly effect: Effect;
  /** As it was then. */
  readonly order: Order;
  readonly verdict: Verdict | undefined;
  readonly units: Units;
  readonly links: readonly Link[];
  readonly end: EndLink;
  /** What slippage was measured against when it was sent. */
  readonly requested: Price | undefined;
}

/** An order from the event that led to it to its last fill; undefined where the journal knows none of that id. */
export function orderChain(search: JournalSearch, id: string): Chain | undefined {
  const record = orderRecord(id, search.mentioning(id), (instrument, seq) =>
    unitsOf(search, instrument, seq),
  );
  if (!record) return undefined;
  const { sent, effect, order, verdict, units, links, end } = record;
  const cause = causeOf(search, sent.seq, sent.at, verdict?.trigger);
  const isSent = effect.type === 'submit';
  const isAnswered = links.some(({ step }) => step === 'answer' || step === 'update' || step === 'fill');
  return {
    kind: 'order',
    id,
    run: search.runAt(sent.seq)?.run ?? '',
    owner: order.owner,
    instrument: order.instrument,
    links: [
      ...(cause ? [cause] : []),
      ...(verdict ? verdictLinks(search, sent.seq, verdict, units) : []),
      beginLink(record),
      ...links,
      end,
    ],
    missing: [
      ...(cause ? [] : ['event']),
      ...(verdict || !isSent ? [] : ['verdict']),
      ...(units.known ? [] : ['instrument']),
      ...(isAnswered || !isSent ? [] : ['answer']),
      ...(isSent && end.state === 'filled' && end.filled !== end.quantity ? ['fills'] : []),
    ],
  };
}

/** @param found the entries that mention it, by seq. */
export function orderRecord(
  id: string,
  found: readonly Found[],
  unitsAt: (instrument: string, seq: number) => Units,
): OrderRecord | undefined {
  for (const sent of found) {
    const effect =
      sent.kind === 'decision' ? sent.decision.effects.find((one) => instrumentBegun(one, id)) : undefined;
    const instrument = effect && instrumentBegun(effect, id);
    if (!effect || instrument === undefined) continue;
    const units = unitsAt(instrument, sent.seq);
    const facts = createFacts();
    if (units.known) facts.instruments.set(instrument, units.known);
    foldDecision(facts, { seq: sent.seq, at: sent.at, effects: [effect] });
    const order = structuredClone(facts.orders.get(id));
    if (!order) continue;
    const verdict = verdictIn(sent, id);
    const reference = verdict?.reference;
    const life = lifeOf(found, facts, { sent, order, units, reference });
    return { sent, effect, order, verdict, units, ...life, requested: requestedPrice(order, reference) };
  }
  return undefined;
}

/** The instrument of the order that this effect begins, where it begins this one. */
function instrumentBegun(effect: Effect, id: string): string | undefined {
  if (effect.type === 'submit')
    return effect.order.clientOrderId === id ? effect.order.instrument : undefined;
  if (effect.type !== 'record' || effect.record.kind !== 'reconciled') return undefined;
  for (const { subject } of effect.record.items) {
    if (subject.kind === 'order' && subject.order.clientOrderId === id) return subject.key.instrument;
  }
  return undefined;
}

function verdictIn(entry: Found, id: string): Verdict | undefined {
  for (const effect of entry.kind === 'decision' ? entry.decision.effects : []) {
    if (effect.type !== 'record' || effect.record.kind !== 'verdict') continue;
    if (effect.record.clientOrderId === id) return effect.record;
  }
  return undefined;
}

function beginLink({ sent, effect, order, units, requested }: OrderRecord): Link {
  const { side, type, role, quantity, price, triggerPrice, timeInForce, reduceOnly } = order;
  return {
    step: effect.type === 'submit' ? 'submit' : 'adopt',
    seq: sent.seq,
    atMs: sent.at,
    side,
    type,
    role,
    quantity: units.quantity(quantity),
    ...(price !== undefined && { price: units.price(price) }),
    ...(triggerPrice !== undefined && { triggerPrice: units.price(triggerPrice) }),
    timeInForce,
    reduceOnly,
    ...(requested !== undefined && { requestedPrice: units.price(requested) }),
  };
}

interface Begun {
  readonly sent: Found;
  readonly order: Order;
  readonly units: Units;
  /** The touch at the decision, for what had no price of its own. */
  readonly reference: Price | undefined;
}

/** What slippage is measured against (E-3): an amended price is the one that was asked for last. */
function requestedPrice(
  order: Pick<OrderRequest, 'price' | 'triggerPrice'>,
  reference: Price | undefined,
): Price | undefined {
  return order.price ?? order.triggerPrice ?? reference;
}

interface Execution {
  readonly fill: Fill;
  readonly slippageBps: number | undefined;
}

/** What became of it after it was decided. The state is what the core's own fold makes of the same entries. */
function lifeOf(
  found: readonly Found[],
  facts: Facts,
  { sent, order, units, reference }: Begun,
): { readonly links: readonly Link[]; readonly end: EndLink } {
  const id = order.clientOrderId;
  const links: Link[] = [];
  const executions: Execution[] = [];
  let sendToAckMs: Ms | undefined;
  let sendToFillMs: Ms | undefined;
  let askedAt = sent.at;
  for (const entry of found) {
    if (entry.seq < sent.seq) continue;
    const stamp = { seq: entry.seq, atMs: entry.at };
    if (entry.kind === 'decision') {
      const changes = entry.decision.effects.filter((effect) => isChangeOf(effect, id));
      foldDecision(facts, { ...entry.decision, effects: changes });
      if (changes.length > 0) askedAt = entry.at;
      for (const effect of changes) links.push(...changeLink(effect, stamp, units));
      continue;
    }
    const { event } = entry;
    if (!('clientOrderId' in event) || event.clientOrderId !== id) continue;
    const filled = facts.orders.get(id)?.filled;
    const requested = requestedPrice(facts.orders.get(id) ?? order, reference);
    foldEvent(facts, event);
    const sinceSent = entry.at - sent.at;
    if (event.type === 'outcome') {
      const isSubmit = event.request === 'submit';
      if (isSubmit) sendToAckMs ??= sinceSent;
      links.push(answerLink(event, stamp, isSubmit ? sinceSent : entry.at - askedAt));
    } else if (event.type === 'order') links.push(updateLink(event, stamp, sinceSent, units));
    else if (event.type === 'fill') {
      // One that is told twice counts once.
      if (units.known && facts.orders.get(id)?.filled === filled) continue;
      sendToFillMs ??= sinceSent;
      const bps = requested === undefined ? undefined : slippageBps(event.side, requested, event.price);
      executions.push({ fill: event, slippageBps: bps });
      links.push(fillLink(event, stamp, { bps, latencyMs: sinceSent, units }));
    }
  }
  const latency = {
    ...(sendToAckMs !== undefined && { sendToAckMs }),
    ...(sendToFillMs !== undefined && { sendToFillMs }),
  };
  return { links, end: { ...endLink(facts.orders.get(id), executions, units), ...latency } };
}

function isChangeOf(effect: Effect, id: string): boolean {
  return (effect.type === 'cancel' || effect.type === 'amend') && effect.request.clientOrderId === id;
}

function changeLink(effect: Effect, stamp: Stamped, units: Units): readonly Link[] {
  if (effect.type === 'cancel') return [{ step: 'cancel', ...stamp, reason: plainText(effect.reason) }];
  if (effect.type !== 'amend') return [];
  const { quantity, price, triggerPrice } = effect.request;
  return [
    {
      step: 'amend',
      ...stamp,
      ...(quantity !== undefined && { quantity: units.quantity(quantity) }),
      ...(price !== undefined && { price: units.price(price) }),
      ...(triggerPrice !== undefined && { triggerPrice: units.price(triggerPrice) }),
    },
  ];
}

function answerLink({ request, outcome }: OutcomeEvent, stamp: Stamped, latencyMs: Ms): Link {
  const link = { step: 'answer', ...stamp, request, outcome: outcome.kind, latencyMs } as const;
  if (outcome.kind === 'accepted') return link;
  return { ...link, code: outcome.code, reason: plainText(outcome.reason) };
}

function updateLink(
  { status, filled, reason }: OrderUpdate,
  stamp: Stamped,
  latencyMs: Ms,
  units: Units,
): Link {
  const why = reason === undefined ? {} : { reason: plainText(reason) };
  return { step: 'update', ...stamp, status, filled: units.quantity(filled), ...why, latencyMs };
}

function fillLink(
  { fillId, price, quantity, fee, feeCurrency, liquidity }: Fill,
  stamp: Stamped,
  {
    bps,
    latencyMs,
    units,
  }: { readonly bps: number | undefined; readonly latencyMs: Ms; readonly units: Units },
): Link {
  return {
    step: 'fill',
    ...stamp,
    fillId,
    price: units.price(price),
    quantity: units.quantity(quantity),
    fee: formatTrim(fee, CASH_SCALE, 2),
    feeCurrency,
    liquidity,
    ...(bps !== undefined && { slippageBps: bps }),
    latencyMs,
  };
}

function endLink(order: Order | undefined, executions: readonly Execution[], units: Units): EndLink {
  const fills = executions.map(({ fill }) => fill);
  const filled = fills.reduce((sum, fill) => sum + fill.quantity, 0);
  const cost = fills.reduce((sum, fill) => sum + BigInt(fill.price) * BigInt(fill.quantity), 0n);
  const fees = fills.reduce((sum, fill) => sum + fill.fee, 0n);
  const isMeasured = filled > 0 && executions.every((execution) => execution.slippageBps !== undefined);
  const slipped = executions.reduce((sum, { fill, slippageBps: bps = 0 }) => sum + bps * fill.quantity, 0);
  return {
    step: 'end',
    state: order?.state ?? 'unknown',
    quantity: units.quantity(order?.quantity ?? 0),
    filled: units.quantity(filled),
    ...(filled > 0 && {
      averagePrice: units.price(toSafe(mulDivBig(cost, 1n, BigInt(filled), 'half'))),
      fees: formatTrim(fees, CASH_SCALE, 2),
    }),
    ...(isMeasured && { slippageBps: Math.round((slipped / filled) * 100) / 100 + 0 }),
  };
}
