import type { CoreConfig } from '../../core/config.ts';
import type { Facts } from '../../core/facts.ts';
import { defaultLeg } from '../../core/legs.ts';
import { type Market, touchPrice } from '../../core/market/market.ts';
import type { Proposal } from '../../core/risk/proposal.ts';
import { rulesOf } from '../../core/risk/rules/index.ts';
import { type Core, createCore } from '../../core/state.ts';
import { type Instrument, type Owner, plainText, type Quantity, type Side } from '../../sdk/index.ts';

/** Something that an entry has to pass. */
export interface Gate {
  readonly gate: string;
  /** The strategy that it is asked for; absent where it is the same for all. */
  readonly owner?: Owner;
  /** Where only one side was closed. */
  readonly side?: Side;
  readonly open: boolean;
  readonly used?: string;
  readonly limit?: string;
  readonly reason: string;
}

/**
 * Each risk rule's word, by the facts of that moment, on an entry of the smallest size that the venue takes: the
 * present rules are asked. Nothing is proposed and nothing is sent.
 */
export function entryGates(config: CoreConfig, facts: Facts, market: Market): readonly Gate[] {
  const definition = facts.instruments.get(market.instrument);
  if (!definition) return [];
  const core = createCore(config, new Map(), facts);
  core.now = facts.at;
  core.markets.set(market.instrument, { ...market, ears: [] });
  const owners = config.strategies.filter((strategy) => strategy.instruments.includes(market.instrument));
  return rulesOf(core).flatMap((rule) =>
    owners.flatMap(({ owner }): readonly Gate[] => {
      const [buy, sell] = (['buy', 'sell'] as const).map((side) => {
        const { verdict, used, limit, reason } = rule.check(smallest(core, definition, owner, side), core);
        return { gate: rule.name, owner, open: verdict !== 'deny', used, limit, reason: plainText(reason) };
      });
      if (!buy || !sell) return [];
      if (buy.open === sell.open) return [buy];
      return [
        { ...buy, side: 'buy' },
        { ...sell, side: 'sell' },
      ];
    }),
  );
}

function smallest(core: Core, instrument: Instrument, owner: Owner, side: Side): Proposal {
  const market = core.markets.get(instrument.id);
  const reference = (market && touchPrice(market, side)) ?? 0;
  return {
    owner,
    instrument,
    leg: defaultLeg(core.config.positionMode, side, false),
    side,
    type: 'market',
    quantity: smallestQuantity(instrument, reference),
    timeInForce: 'ioc',
    reduceOnly: false,
    role: 'entry',
    reference,
  };
}

/** Enough lots for the venue's smallest quantity and, where a price is known, its smallest value. */
function smallestQuantity(instrument: Instrument, price: number): Quantity {
  const { lot, minQuantity, minNotional, priceScale, quantityScale } = instrument;
  const perLot = price * lot * 10 ** (12 - priceScale - quantityScale);
  const lots = perLot > 0 ? Math.ceil(Number(minNotional) / perLot) : 1;
  return Math.max(Math.ceil(minQuantity / lot), lots) * lot;
}
