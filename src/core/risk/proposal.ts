import type {
  Instrument,
  Leg,
  OrderRequest,
  OrderRole,
  OrderType,
  Owner,
  Price,
  Quantity,
  Side,
  TimeInForce,
} from '../../sdk/index.ts';
import type { CoreConfig } from '../config.ts';
import { exposedOrders } from '../orders/exposed-orders.ts';
import { exposedQuantity } from '../orders/order.ts';
import type { Core } from '../state.ts';

/** What somebody would like to send, before the gate has spoken. */
export interface Proposal {
  readonly owner: Owner;
  readonly instrument: Instrument;
  readonly leg: Leg;
  readonly side: Side;
  readonly type: OrderType;
  readonly quantity: Quantity;
  readonly price?: Price | undefined;
  readonly triggerPrice?: Price | undefined;
  readonly trailBy?: Price | undefined;
  readonly activationPrice?: Price | undefined;
  readonly closeOnTrigger?: boolean | undefined;
  readonly timeInForce: TimeInForce;
  readonly reduceOnly: boolean;
  readonly role: OrderRole;
  /** The first entry of a signal, not the rest of one. */
  readonly bySignal?: boolean | undefined;
  /** What a unit is worth for limits, see `worstPrice`. */
  readonly reference: Price;
  /** Of an entry: where its plan would close it. The gate fills it in. */
  readonly stop?: Price | undefined;
}

/** One risk rule: pure; reads, never writes. */
export interface RiskRule {
  readonly name: string;
  /** The requirement it serves: `R-2`. */
  readonly requirement: string;
  /** `entry`: whatever can enlarge exposure. Exits, stops and flattening meet only the rules for `all`. */
  readonly appliesTo: 'entry' | 'all';
  /** False where the profile does not switch it on; absent: always on. */
  isOn?(config: CoreConfig): boolean;
  check(proposal: Proposal, core: Core): Ruling;
  /** Its standing outside any proposal, for the risk screen; absent where it has none. */
  status?(core: Core): RuleStatus;
}

/** `used` and `limit` are texts in the rule's own unit. */
export interface Ruling {
  readonly verdict: 'allow' | 'deny' | 'resize';
  readonly used: string;
  readonly limit: string;
  readonly reason: string;
  /** With `resize`: the smaller quantity. */
  readonly quantity?: Quantity;
  /** What is wrong with the rule itself, a plugin's: it denies, and is told. */
  readonly fault?: string;
}

export interface RuleStatus {
  readonly state: 'ok' | 'warning' | 'halted';
  readonly used: string;
  readonly limit: string;
  readonly reason: string;
}

/**
 * What a unit may turn out to be worth. A buy's limit is the most that it pays; a sale's is the least that it takes,
 * and a stop trades where the market is when it triggers: those count at the market where that is higher.
 * Undefined where the market has to be known and is not.
 */
export function worstPrice(
  order: Pick<Proposal, 'side' | 'type' | 'price' | 'triggerPrice' | 'activationPrice'>,
  touch: Price | undefined,
): Price | undefined {
  if (order.type === 'limit' && order.side === 'buy') return order.price;
  if (touch === undefined) return undefined;
  return Math.max(order.price ?? 0, order.triggerPrice ?? 0, order.activationPrice ?? 0, touch);
}

export function isEntry(proposal: Pick<OrderRequest, 'reduceOnly'>): boolean {
  return !proposal.reduceOnly;
}

/**
 * The largest |quantity| the account could hold in an instrument on one side: what is held, plus everything of that
 * side that still works, is pending, unknown or told and not arrived. Reduce-only orders cannot enlarge, but what is
 * held on the other side makes room only as far as none of them may close it first. In hedge mode a buy enlarges the
 * long leg alone and a sale the short one: one leg never makes room for the other.
 */
export function worstQuantity(core: Core, instrument: string, side: Side): Quantity {
  const sign = side === 'buy' ? 1 : -1;
  const other: Leg = side === 'buy' ? 'short' : 'long';
  let held = 0;
  for (const position of core.facts.positions.values()) {
    if (position.instrument === instrument && position.leg !== other) held += position.quantity * sign;
  }
  let entering = 0;
  let reducing = 0;
  for (const order of exposedOrders(core.facts)) {
    if (order.instrument !== instrument || order.side !== side || order.leg === other) continue;
    if (order.reduceOnly) reducing += exposedQuantity(order);
    else entering += exposedQuantity(order);
  }
  const base = held < 0 ? Math.min(0, held + reducing) : held;
  return Math.max(0, base + entering);
}
