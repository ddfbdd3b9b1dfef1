import type { Instrument } from '../market/instrument.ts';
import type { OrderType, Side, TimeInForce } from '../orders/order.ts';
import type { InstrumentId, Leg, Owner } from '../values/ids.ts';
import type { Cash, Price, Quantity } from '../values/money.ts';
import type { Ms } from '../values/time.ts';
import type { PluginMeta } from './plugin.ts';
import type { Schema, SchemaOutput } from './schema.ts';

/** An entry that somebody would like to send. Exits, stops and flattening are never shown to a rule of a plugin. */
export interface RiskProposal {
  readonly owner: Owner;
  readonly instrument: Instrument;
  readonly leg: Leg;
  readonly side: Side;
  readonly type: OrderType;
  /** What the rules asked before have left of it. */
  readonly quantity: Quantity;
  readonly price?: Price;
  readonly triggerPrice?: Price;
  /** Where its plan would close it. */
  readonly stop?: Price;
  readonly timeInForce: TimeInForce;
  /** What a unit may turn out to be worth. */
  readonly reference: Price;
}

/** What a rule may look at, at the moment of the proposal. Plain data of its own. */
export interface RiskView {
  readonly nowMs: Ms;
  /** In the account's currency, unrealized PnL included. */
  readonly equity: Cash;
  /** Equity that is not bound as margin. */
  readonly freeCash: Cash;
  /** Lost since the day began, never negative. */
  readonly dayLoss: Cash;
  /** Of the proposal's instrument, as far as it is known. */
  readonly market: {
    readonly bid?: Price;
    readonly ask?: Price;
    readonly mark?: Price;
    readonly last?: Price;
  };
  /** What is held, of every owner. Quantities are signed. */
  readonly positions: readonly {
    readonly instrument: InstrumentId;
    readonly leg: Leg;
    readonly owner: Owner;
    readonly quantity: Quantity;
    readonly openedMs: Ms;
  }[];
  /** Entries that may still fill, of every owner. */
  readonly entries: readonly {
    readonly instrument: InstrumentId;
    readonly owner: Owner;
    readonly side: Side;
    /** At most. */
    readonly quantity: Quantity;
  }[];
}

/** `used` and `limit` are short texts in the rule's own unit, `reason` one line; all three are recorded. */
export interface RiskRuling {
  readonly verdict: 'allow' | 'deny' | 'resize';
  readonly used: string;
  readonly limit: string;
  readonly reason: string;
  /** With `resize`: a smaller quantity, > 0; the gate cuts it to the lot. */
  readonly quantity?: Quantity;
}

/**
 * A risk rule of one's own: pure and synchronous, equal arguments give equal rulings; no state, clock, randomness,
 * network or file. It is asked of every entry, after botrc's own limits and before the venue's. A rule that throws, or
 * answers with something else, denies, and an alert says so.
 */
export interface RiskRulePlugin<S extends Schema = Schema> extends PluginMeta {
  readonly kind: 'risk-rule';
  readonly options: S;
  check(proposal: RiskProposal, view: RiskView, options: SchemaOutput<S>): RiskRuling;
}

export interface RiskRuleDefinition<S extends Schema>
  extends Omit<RiskRulePlugin<S>, 'kind' | 'sdk' | 'permissions'> {
  readonly sdk?: string;
}

/** A risk rule package's default export. `sdk` defaults to `^1`. */
export function defineRiskRule<S extends Schema>(definition: RiskRuleDefinition<S>): RiskRulePlugin<S> {
  return { sdk: '^1', ...definition, kind: 'risk-rule', permissions: {} };
}
