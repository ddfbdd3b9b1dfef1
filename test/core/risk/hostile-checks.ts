import type { Effect } from '../../../src/core/effect.ts';
import { worstQuantity } from '../../../src/core/risk/proposal.ts';
import { RULES } from '../../../src/core/risk/rules/index.ts';
import { totalRisk } from '../../../src/core/risk/stop-loss.ts';
import type { Core } from '../../../src/core/state.ts';
import { notional, type OrderRequest, type Side } from '../../../src/sdk/index.ts';
import { type Venue, venueSnapshot } from '../../../src/sim/index.ts';
import { BTC } from '../harness.ts';

/** What a check looks at. */
interface Walked {
  readonly core: Core;
  readonly venue: Venue;
  readonly now: number;
}

const ENTRY_RULES = new Set(RULES.filter((rule) => rule.appliesTo === 'entry').map((rule) => rule.name));

/** The largest position on a side that the venue's own books could come to, whatever the core has heard of it. */
function trueWorst({ venue, now }: Walked, instrument: string, side: Side): number {
  const sign = side === 'buy' ? 1 : -1;
  const { positions, orders } = venueSnapshot(venue, now);
  const held = positions.reduce((sum, p) => (p.instrument === instrument ? sum + p.quantity : sum), 0);
  let open = 0;
  for (const order of orders) {
    if (order.instrument !== instrument || order.side !== side || order.reduceOnly) continue;
    open += order.quantity - order.filled;
  }
  for (const action of venue.books.pending) {
    if (action.kind !== 'submit' || action.order.request.instrument !== instrument) continue;
    const { side: its, reduceOnly, quantity } = action.order.request;
    if (
      its === side &&
      !reduceOnly &&
      !orders.some((o) => o.clientOrderId === action.order.request.clientOrderId)
    )
      open += quantity;
  }
  return Math.max(0, held * sign + open);
}

/** After every event: nothing can fill at the venue that the core does not count. */
export function checkExposure(walked: Walked): void {
  for (const instrument of ['BTCUSDT', 'ETHUSDT']) {
    for (const side of ['buy', 'sell'] as const) {
      const truth = trueWorst(walked, instrument, side);
      const counted = worstQuantity(walked.core, instrument, side);
      if (truth > counted) {
        throw new Error(`${instrument} ${side}: ${truth} can be held, ${counted} is counted`);
      }
    }
  }
}

/**
 * At every submit: exposure with it within its limits, and no new risk past a loss limit. `later` is what was decided
 * after it: that was not there yet.
 */
export function checkAdmission(walked: Walked, order: OrderRequest, later: readonly Effect[]): void {
  if (order.reduceOnly) return;
  const { core } = walked;
  const { facts, config } = core;
  const { risk } = config;
  const market = core.markets.get(order.instrument)?.book;
  const touch = (order.side === 'buy' ? market?.asks.price(0) : market?.bids.price(0)) ?? 0;
  const isBid = order.type === 'limit' && order.side === 'buy';
  const price = isBid ? (order.price ?? 0) : Math.max(order.price ?? 0, order.triggerPrice ?? 0, touch);
  const after = later.flatMap((effect) => (effect.type === 'submit' ? [effect.order] : []));
  const added = after.filter(
    (o) => !o.reduceOnly && o.instrument === order.instrument && o.side === order.side,
  );
  const sum = added.reduce((total, { quantity }) => total + quantity, 0);
  const quantity = worstQuantity(core, order.instrument, order.side) - sum;
  const value = notional(price, quantity, BTC.priceScale, BTC.quantityScale);
  demand(value <= risk.maxPosition, `position ${value} beyond ${risk.maxPosition}`);
  const riskNow = totalRisk(core);
  demand(riskNow <= (risk.totalRisk?.cash ?? 0n), `total risk ${riskNow}`);
  const entries = [...facts.open].filter((id) => facts.orders.get(id)?.reduceOnly === false);
  demand(entries.length <= risk.maxOpenOrders, `${entries.length} entries work`);
  demand(!facts.kill && !facts.halt && !facts.paused, 'the door is closed');
  demand((facts.risk.cooldown?.untilMs ?? 0) <= core.now, 'it cools down');
  const equity = equityOf(core);
  const start = facts.day?.equity ?? equity;
  const lost = (facts.risk.dayBase ?? start) - equity;
  demand(lost < (risk.dailyLoss.cash ?? equity), `the day has lost ${lost}`);
  demand(lost * 100n < start * 2n, `the day has lost ${lost} of ${start}`);
  const peak = facts.risk.peak ?? equity;
  demand((peak - equity) * 10n < peak, `equity is ${equity}, its peak was ${peak}`);
}

/** By its own sum: cash and, of what is held, price x quantity less cost. */
function equityOf(core: Core): bigint {
  let sum = core.facts.cash.get('USDT') ?? 0n;
  for (const { instrument, quantity, cost } of core.facts.positions.values()) {
    if (quantity === 0) continue;
    const book = core.markets.get(instrument)?.book;
    const mark = Math.floor(((book?.bids.price(0) ?? 0) + (book?.asks.price(0) ?? 0)) / 2);
    sum += notional(mark, quantity, BTC.priceScale, BTC.quantityScale) - cost;
  }
  return sum;
}

/** What closes or protects is never refused by a rule for entries, and no strategy was stopped: nothing has thrown. */
export function checkRefusals(effects: readonly Effect[]): void {
  for (const effect of effects) {
    if (effect.type !== 'record') continue;
    const { record } = effect;
    demand(record.kind !== 'strategy-stopped', `stopped: ${'reason' in record ? record.reason : ''}`);
    if (record.kind !== 'verdict' || record.verdict === 'allow') continue;
    const { type } = record.intent;
    const last = record.rules.at(-1)?.rule ?? '';
    const reduces = type === 'protect' || type === 'flatten' || type === 'exit';
    demand(!reduces || !ENTRY_RULES.has(last), `${type} was refused by ${last}`);
  }
}

function demand(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}
