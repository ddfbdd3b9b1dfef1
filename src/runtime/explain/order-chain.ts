import type { Effect } from '../../core/effect.ts';
import type { OutcomeEvent } from '../../core/event.ts';
import { createFacts } from '../../core/facts.ts';
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

type Submit = Extract<Effect, { type: 'submit' }>;

/** An order from the event that led to it to its last fill; undefined where the journal knows none of that id. */
export function orderChain(search: JournalSearch, id: string): Chain | undefined {
  const found = search.mentioning(id);
  const sent = found.find((entry) => submitIn(entry, id) !== undefined);
  const submit = sent && submitIn(sent, id);
  if (sent === undefined || submit === undefined) return undefined;
  const { order } = submit;
  const units = unitsOf(search, order.instrument, sent.seq);
  const verdict = verdictIn(sent, id);
  const cause = causeOf(search, sent.seq, sent.at, verdict?.trigger);
  const life = lifeOf(found, submit, sent, { units, reference: verdict?.reference });
  return {
    kind: 'order',
    id,
    run: search.runAt(sent.seq)?.run ?? '',
    owner: order.owner,
    instrument: order.instrument,
    links: [
      ...(cause ? [cause] : []),
      ...(verdict ? verdictLinks(search, sent.seq, verdict, units) : []),
      submitLink(submit, sent, units, requestedPrice(order, verdict?.reference)),
      ...life.links,
      life.end,
    ],
    missing: [
      ...(cause ? [] : ['event']),
      ...(verdict ? [] : ['verdict']),
      ...(units.known ? [] : ['instrument']),
      ...(life.links.some(({ step }) => step === 'answer' || step === 'update' || step === 'fill')
        ? []
        : ['answer']),
      ...(life.end.state === 'filled' && life.end.filled !== life.end.quantity ? ['fills'] : []),
    ],
  };
}

function submitIn(entry: Found, id: string): Submit | undefined {
  if (entry.kind !== 'decision') return undefined;
  return entry.decision.effects.find(
    (effect): effect is Submit => effect.type === 'submit' && effect.order.clientOrderId === id,
  );
}

function verdictIn(entry: Found, id: string): Verdict | undefined {
  for (const effect of entry.kind === 'decision' ? entry.decision.effects : []) {
    if (effect.type !== 'record' || effect.record.kind !== 'verdict') continue;
    if (effect.record.clientOrderId === id) return effect.record;
  }
  return undefined;
}

function submitLink({ order }: Submit, { seq, at }: Found, units: Units, requested: Price | undefined): Link {
  const { side, type, role, quantity, price, triggerPrice, timeInForce, reduceOnly } = order;
  return {
    step: 'submit',
    seq,
    atMs: at,
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

interface Measure {
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
  submit: Submit,
  sent: Found,
  { units, reference }: Measure,
): { readonly links: readonly Link[]; readonly end: EndLink } {
  const facts = createFacts();
  const id = submit.order.clientOrderId;
  if (units.known) facts.instruments.set(submit.order.instrument, units.known);
  foldDecision(facts, { seq: sent.seq, at: sent.at, effects: [submit] });
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
    const requested = requestedPrice(facts.orders.get(id) ?? submit.order, reference);
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
