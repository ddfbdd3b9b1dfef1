import {
  type AmendRequest,
  keyText,
  type Mutable,
  type OrderRequest,
  type PositionKey,
  type Price,
  type Side,
} from '../../sdk/index.ts';
import type { CoreRecord, Effect, RuleVerdict, SizingWord } from '../effect.ts';
import { type Change, changeOf, type EntryTerms, type Order } from '../orders/order.ts';
import type { Plan, TargetRef } from '../orders/plan.ts';
import { type Core, emit, instrumentOf } from '../state.ts';
import { triggerOf } from '../trigger.ts';
import type { ApprovedAmend, ApprovedOrder } from './approved.ts';
import { askedOf, wordOf } from './ask.ts';
import { isEntry, type Proposal } from './proposal.ts';

type Verdict = Extract<CoreRecord, { kind: 'verdict' }>;
type Submit = Extract<Effect, { type: 'submit' }>;
type Cause = Verdict['intent'];

export interface GateRequest {
  readonly proposal: Proposal;
  /** What asked for it, kept with the verdict. */
  readonly cause: Cause;
  readonly plan?: Plan | undefined;
  readonly sizing?: SizingWord | undefined;
  readonly tag?: string | undefined;
  readonly group?: string | undefined;
  readonly target?: TargetRef | undefined;
  /** Of an entry by signal. */
  readonly entry?: EntryTerms | undefined;
  /** The rest of an entry that was sent just now, or another rung of it: no second entry. */
  readonly isPart?: boolean;
}

/** The rule that said no. */
export interface Refusal {
  readonly rule: string;
  readonly reason: string;
}

/**
 * The only maker of an ApprovedOrder, and the only path to a submit: asks every rule in order, records each word,
 * and sends what is left of the proposal, or returns who refused it.
 */
export function propose(core: Core, request: GateRequest): Refusal | undefined {
  const words: RuleVerdict[] = [];
  let proposal = request.plan ? { ...request.proposal, stop: request.plan.stop } : request.proposal;
  let refusal: Refusal | undefined;
  const seen = request.isPart ? withoutEntry(core, orderKey(core, proposal), proposal.side) : core;
  for (const asked of askedOf(core, isEntry(proposal))) {
    const ruling = asked.check(proposal, seen);
    const { verdict, reason, quantity, fault } = ruling;
    if (fault !== undefined) tellFault(core, asked.name, fault);
    words.push(wordOf(asked, ruling));
    if (verdict === 'deny') {
      refusal = { rule: asked.name, reason };
      break;
    }
    if (quantity !== undefined && quantity < proposal.quantity) proposal = { ...proposal, quantity };
  }
  const { price, triggerPrice, reference } = proposal;
  const isUnpriced = price === undefined && triggerPrice === undefined && reference > 0;
  const clientOrderId = `${core.config.run}-${(core.facts.orderCount + 1).toString(36)}`;
  const record: Partial<Mutable<Verdict>> = {
    kind: 'verdict',
    owner: proposal.owner,
    instrument: proposal.instrument.id,
    intent: request.cause,
    verdict: refusal ? 'deny' : 'allow',
  };
  if (!refusal) record.clientOrderId = clientOrderId;
  record.rules = words;
  const { trigger } = triggerOf(core);
  if (trigger) record.trigger = trigger;
  if (isUnpriced) record.reference = reference;
  if (request.sizing) record.sizing = request.sizing;
  emit(core, { type: 'record', record: record as Verdict });
  if (refusal) return refusal;
  const submit: Mutable<Submit> = { type: 'submit', order: approve(core, proposal, clientOrderId) };
  if (request.plan) submit.plan = request.plan;
  if (request.tag !== undefined) submit.tag = request.tag;
  if (request.group !== undefined) submit.group = request.group;
  if (isUnpriced) submit.touch = reference;
  if (request.target) submit.target = request.target;
  if (request.entry) submit.entry = request.entry;
  emit(core, submit);
  return undefined;
}

/** A rule of a plugin is at fault. What it was asked for is denied, so that nobody trades without it. */
function tellFault(core: Core, rule: string, fault: string): void {
  emit(core, {
    type: 'alert',
    level: 'critical',
    title: `risk rule ${rule} is at fault`,
    text: `${fault}. Entries that it is asked of are refused.`,
    dedupeKey: `rule/${rule}`,
  });
}

/** A change of an order that works, and what asked for it. */
export interface AmendProposal {
  readonly order: Order;
  readonly change: Change;
  readonly cause: Cause;
  /** As in `Proposal`, of the order as it would be. */
  readonly reference: Price;
}

/**
 * The only maker of an ApprovedAmend. The order as it would be is judged as if it were not there yet, so that it
 * counts once: by the rules for entries too where the change could enlarge or bring forward what it opens. An amend
 * is what was asked for or nothing: where a rule would cut it, it is refused.
 */
export function proposeAmend(
  core: Core,
  { order, change, cause, reference }: AmendProposal,
): Refusal | undefined {
  const after = { ...order, ...change };
  const proposal: Proposal = {
    owner: order.owner,
    instrument: instrumentOf(core, order.instrument),
    leg: order.leg,
    side: order.side,
    type: order.type,
    ...changeOf(after),
    quantity: after.quantity - order.filled,
    timeInForce: order.timeInForce,
    reduceOnly: order.reduceOnly,
    role: order.role,
    ...(order.plan && { stop: order.plan.stop }),
    reference,
  };
  const isEnlarged = isEntry(order) && enlarges(order, change);
  const seen = isEnlarged ? without(core, order) : core;
  const words: RuleVerdict[] = [];
  let refusal: Refusal | undefined;
  for (const asked of askedOf(core, isEnlarged)) {
    const ruling = asked.check(proposal, seen);
    const { verdict, reason, fault } = ruling;
    if (fault !== undefined) tellFault(core, asked.name, fault);
    words.push(wordOf(asked, ruling));
    if (verdict === 'allow') continue;
    refusal = { rule: asked.name, reason };
    break;
  }
  const { clientOrderId, instrument } = order;
  emit(core, {
    type: 'record',
    record: {
      kind: 'verdict',
      owner: order.owner,
      instrument,
      intent: cause,
      verdict: refusal ? 'deny' : 'allow',
      clientOrderId,
      rules: words,
      ...triggerOf(core),
    },
  });
  if (refusal) return refusal;
  const request: AmendRequest = { instrument, clientOrderId, ...changeOf(change) };
  emit(core, { type: 'amend', request: request as ApprovedAmend });
  return undefined;
}

/** True where more could fill, or sooner, or at a worse price than before. */
function enlarges(order: Order, { quantity, price, triggerPrice, trailBy }: Change): boolean {
  if (quantity !== undefined && quantity > order.quantity) return true;
  if (triggerPrice !== undefined || trailBy !== undefined) return true;
  if (price === undefined || order.price === undefined) return false;
  return order.side === 'buy' ? price > order.price : price < order.price;
}

/** The core as it would be had the order never been sent. For the rules, which only read. */
function without(core: Core, order: Order): Core {
  const open = new Set(core.facts.open);
  open.delete(order.clientOrderId);
  return withoutEntry({ ...core, facts: { ...core.facts, open } }, order, order.side);
}

/** The core as it would be had no entry of that key and side been sent just now. */
function withoutEntry(core: Core, key: PositionKey, side: Side): Core {
  const lastEntry = new Map(core.facts.lastEntry);
  lastEntry.delete(`${keyText(key)}/${side}`);
  return { ...core, facts: { ...core.facts, lastEntry } };
}

function orderKey({ config }: Core, { owner, instrument, leg }: Proposal): PositionKey {
  return { account: config.account, instrument: instrument.id, leg, owner };
}

function approve(core: Core, proposal: Proposal, clientOrderId: string): ApprovedOrder {
  const order: Partial<Mutable<OrderRequest>> = {
    account: core.config.account,
    instrument: proposal.instrument.id,
    leg: proposal.leg,
    owner: proposal.owner,
    clientOrderId,
    side: proposal.side,
    type: proposal.type,
    quantity: proposal.quantity,
  };
  if (proposal.price !== undefined) order.price = proposal.price;
  if (proposal.triggerPrice !== undefined) order.triggerPrice = proposal.triggerPrice;
  if (proposal.trailBy !== undefined) order.trailBy = proposal.trailBy;
  if (proposal.activationPrice !== undefined) order.activationPrice = proposal.activationPrice;
  if (proposal.closeOnTrigger === true) order.closeOnTrigger = true;
  order.timeInForce = proposal.timeInForce;
  order.reduceOnly = proposal.reduceOnly;
  order.role = proposal.role;
  return order as ApprovedOrder;
}
