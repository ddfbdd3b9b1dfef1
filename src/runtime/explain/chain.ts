import type { Ms } from '../../sdk/index.ts';

/**
 * A decision explained, link by link in the order of cause and effect. JSON-plain: prices, quantities and cash are
 * decimal strings, times integer ms, latencies ms by the journal's own stamps. A field that has no meaning is absent.
 */
export interface Chain {
  readonly kind: 'order' | 'signal';
  /** The client order id; of a signal that became none `seq`, or `seq.2` for the second of one event. */
  readonly id: string;
  readonly run: string;
  readonly owner: string;
  readonly instrument: string;
  readonly links: readonly Link[];
  /** What a whole chain has and the journal does not hold: empty for every order and signal of a sound journal. */
  readonly missing: readonly string[];
}

export interface Stamped {
  readonly seq: number;
  readonly atMs: Ms;
}

export type Link =
  | EventLink
  | RequestLink
  | SizingLink
  | RuleLink
  | VerdictLink
  | SubmitLink
  | AnswerLink
  | UpdateLink
  | ChangeLink
  | FillLink
  | EndLink;

/** What happened. Of the market: with its price and the touch after it. */
export interface EventLink extends Stamped {
  readonly step: 'event';
  readonly type: string;
  readonly instrument?: string;
  readonly interval?: string;
  readonly price?: string;
  readonly bid?: string;
  readonly ask?: string;
  /** Of a fill or an order's update: the order. */
  readonly clientOrderId?: string;
  /** Of what is not of the market, in a few words. */
  readonly detail?: string;
}

/** What was asked for: by a strategy, or by the core itself to protect or to close. */
export interface RequestLink {
  readonly step: 'request';
  readonly intent: string;
  readonly owner: string;
  readonly reason: string;
  readonly side?: 'buy' | 'sell';
  /** Absent: at market. */
  readonly entry?: string;
  readonly stop?: string;
  readonly targets?: readonly { readonly price: string; readonly fraction: number }[];
  readonly riskR?: number;
  readonly quantity?: string;
}

/** How large, and why no larger. */
export interface SizingLink {
  readonly step: 'sizing';
  readonly currency: string;
  readonly equity: string;
  readonly risk: string;
  readonly cap: string;
  readonly byRisk: string;
  readonly byCap: string;
}

export interface RuleLink {
  readonly step: 'rule';
  readonly rule: string;
  readonly verdict: 'allow' | 'deny' | 'resize';
  readonly used: string;
  readonly limit: string;
  readonly reason: string;
}

export interface VerdictLink {
  readonly step: 'verdict';
  readonly verdict: 'allow' | 'deny';
  /** The rule that said no. */
  readonly rule?: string;
  readonly reason?: string;
}

/** `adopt`: it was found at the venue, not sent by this bot. */
export interface SubmitLink extends Stamped {
  readonly step: 'submit' | 'adopt';
  readonly side: 'buy' | 'sell';
  readonly type: string;
  readonly role: string;
  readonly quantity: string;
  readonly price?: string;
  readonly triggerPrice?: string;
  readonly timeInForce: string;
  readonly reduceOnly: boolean;
  /** What slippage is measured against: its own price, its trigger, or the touch when it was decided. */
  readonly requestedPrice?: string;
}

/** Where the order begins. */
export function beginsOrder(link: Link): link is SubmitLink {
  return link.step === 'submit' || link.step === 'adopt';
}

/** The port's answer. `accepted` is only that. */
export interface AnswerLink extends Stamped {
  readonly step: 'answer';
  readonly request: 'submit' | 'cancel' | 'amend';
  readonly outcome: 'accepted' | 'rejected' | 'unknown';
  readonly code?: string;
  readonly reason?: string;
  readonly latencyMs?: Ms;
}

/** The venue's word. */
export interface UpdateLink extends Stamped {
  readonly step: 'update';
  readonly status: string;
  readonly filled: string;
  readonly reason?: string;
  readonly latencyMs: Ms;
}

/** The bot asked for a cancel or an amend. */
export interface ChangeLink extends Stamped {
  readonly step: 'cancel' | 'amend';
  readonly reason?: string;
  readonly quantity?: string;
  readonly price?: string;
  readonly triggerPrice?: string;
}

export interface FillLink extends Stamped {
  readonly step: 'fill';
  readonly fillId: string;
  readonly price: string;
  readonly quantity: string;
  readonly fee: string;
  readonly feeCurrency: string;
  readonly liquidity: 'maker' | 'taker';
  /** E-3: against the requested price; positive is worse. */
  readonly slippageBps?: number;
  /** From the submit. */
  readonly latencyMs: Ms;
}

/** How it stands, or ended. */
export interface EndLink {
  readonly step: 'end';
  readonly state: string;
  readonly quantity: string;
  readonly filled: string;
  readonly averagePrice?: string;
  /** Over all fills, by quantity. */
  readonly slippageBps?: number;
  readonly fees?: string;
  readonly sendToAckMs?: Ms;
  readonly sendToFillMs?: Ms;
}
