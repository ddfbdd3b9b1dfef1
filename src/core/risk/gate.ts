import type { AmendRequest, OrderRequest } from '../../sdk/index.ts';
import type { CoreRecord, RuleVerdict, SizingWord } from '../effect.ts';
import type { Plan } from '../orders/order.ts';
import { type Core, emit } from '../state.ts';
import { triggerOf } from '../trigger.ts';
import type { ApprovedAmend, ApprovedOrder } from './approved.ts';
import { isEntry, type Proposal } from './proposal.ts';
import { RULES } from './rules/index.ts';

type Cause = Extract<CoreRecord, { kind: 'verdict' }>['intent'];

export interface GateRequest {
  readonly proposal: Proposal;
  /** What asked for it, kept with the verdict. */
  readonly cause: Cause;
  readonly plan?: Plan;
  readonly sizing?: SizingWord;
  readonly tag?: string;
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
  let proposal = request.proposal;
  let refusal: Refusal | undefined;
  for (const rule of RULES) {
    if (rule.appliesTo === 'entry' && !isEntry(proposal)) continue;
    const { verdict, used, limit, reason, quantity } = rule.check(proposal, core);
    words.push({ rule: rule.name, verdict, used, limit, reason });
    if (verdict === 'deny') {
      refusal = { rule: rule.name, reason };
      break;
    }
    if (quantity !== undefined) proposal = { ...proposal, quantity };
  }
  const { price, triggerPrice, reference } = proposal;
  const isUnpriced = price === undefined && triggerPrice === undefined && reference > 0;
  const clientOrderId = `${core.config.run}-${(core.facts.orderCount + 1).toString(36)}`;
  emit(core, {
    type: 'record',
    record: {
      kind: 'verdict',
      owner: proposal.owner,
      instrument: proposal.instrument.id,
      intent: request.cause,
      verdict: refusal ? 'deny' : 'allow',
      ...(refusal ? {} : { clientOrderId }),
      rules: words,
      ...triggerOf(core),
      ...(isUnpriced && { reference }),
      ...(request.sizing && { sizing: request.sizing }),
    },
  });
  if (refusal) return refusal;
  emit(core, {
    type: 'submit',
    order: approve(core, proposal, clientOrderId),
    ...(request.plan && { plan: request.plan }),
    ...(request.tag !== undefined && { tag: request.tag }),
  });
  return undefined;
}

/** A reduce-only order's new size, after the same rules as its submit. */
export function proposeAmend(core: Core, proposal: Proposal, request: AmendRequest): Refusal | undefined {
  for (const rule of RULES) {
    if (rule.appliesTo === 'entry' && !isEntry(proposal)) continue;
    const ruling = rule.check(proposal, core);
    if (ruling.verdict !== 'allow') return { rule: rule.name, reason: ruling.reason };
  }
  emit(core, { type: 'amend', request: request as ApprovedAmend });
  return undefined;
}

function approve(core: Core, proposal: Proposal, clientOrderId: string): ApprovedOrder {
  const order: OrderRequest = {
    account: core.config.account,
    instrument: proposal.instrument.id,
    leg: 'net',
    owner: proposal.owner,
    clientOrderId,
    side: proposal.side,
    type: proposal.type,
    quantity: proposal.quantity,
    ...(proposal.price !== undefined && { price: proposal.price }),
    ...(proposal.triggerPrice !== undefined && { triggerPrice: proposal.triggerPrice }),
    timeInForce: proposal.timeInForce,
    reduceOnly: proposal.reduceOnly,
    role: proposal.role,
  };
  return order as ApprovedOrder;
}
