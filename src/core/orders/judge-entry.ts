import { formatTrim, mulDiv, type Quantity, RATE_SCALE } from '../../sdk/index.ts';
import { touchPrice } from '../market/market.ts';
import { propose } from '../risk/gate.ts';
import { worstPrice } from '../risk/proposal.ts';
import { type Core, emit, instrumentOf } from '../state.ts';
import { isFinal } from './machine.ts';
import type { Order } from './order.ts';

/**
 * E-2: an entry by signal has ended. From `fullRatio` filled it counts as filled; below it, what was filled is kept and
 * protected, and under the policy `retry` an entry that takes at once sends the rest once more, within its signal's
 * validity, under a new id and through the gate. Below `minFillRatio` it is under-filled, which is told.
 */
export function judgeEntry(core: Core, order: Order): void {
  const { entry } = order;
  if (entry === undefined || order.isJudged || !isFinal(order.state)) return;
  // The venue has spoken of more fills than have arrived.
  if (order.filled < order.claimed) return;
  if (order.state === 'filled' || (order.state === 'rejected' && order.filled === 0)) return;
  const first = entry.retryOf === undefined ? undefined : core.facts.orders.get(entry.retryOf);
  const quantity = first?.quantity ?? order.quantity;
  const filled = order.filled + (first?.filled ?? 0);
  const ratio = mulDiv(filled, 10 ** RATE_SCALE, quantity, 'down');
  const { fullRatio, minFillRatio } = core.config.execution;
  const verdict = ratio >= fullRatio ? 'full' : ratio >= minFillRatio ? 'partial' : 'under';
  const isRetried = verdict !== 'full' && mayRetry(core, order);
  const { clientOrderId, owner, instrument } = order;
  emit(core, {
    type: 'record',
    record: { kind: 'entry-fill', clientOrderId, owner, instrument, filled, quantity, verdict, isRetried },
  });
  if (isRetried && retry(core, order)) return;
  // A limit entry that nobody came to is no news.
  if (verdict === 'under' && (takesAtOnce(order) || filled > 0)) tellUnderFill(core, order, filled, quantity);
}

function takesAtOnce({ timeInForce }: Order): boolean {
  return timeInForce === 'ioc' || timeInForce === 'fok';
}

function mayRetry(core: Core, order: Order): boolean {
  const { partialFills } = core.config.execution;
  return (
    partialFills === 'retry' &&
    order.entry?.retryOf === undefined &&
    takesAtOnce(order) &&
    !order.cancelRequested &&
    core.now <= (order.entry?.expiresMs ?? 0) &&
    !core.facts.stopped.has(order.owner)
  );
}

/** Sends what is left of an entry; true where it went out. */
function retry(core: Core, order: Order): boolean {
  const market = core.markets.get(order.instrument);
  const reference = worstPrice(order, market && touchPrice(market, order.side));
  if (reference === undefined || order.entry === undefined) return false;
  const refusal = propose(core, {
    proposal: {
      owner: order.owner,
      instrument: instrumentOf(core, order.instrument),
      leg: order.leg,
      side: order.side,
      type: order.type,
      quantity: order.quantity - order.filled,
      ...(order.price !== undefined && { price: order.price }),
      timeInForce: order.timeInForce,
      reduceOnly: false,
      role: 'entry',
      reference,
    },
    cause: { type: 'retry', reason: `the rest of ${order.clientOrderId}` },
    ...(order.plan && { plan: order.plan }),
    entry: { expiresMs: order.entry.expiresMs, retryOf: order.clientOrderId },
    isPart: true,
  });
  return refusal === undefined;
}

function tellUnderFill(core: Core, order: Order, filled: Quantity, quantity: Quantity): void {
  const { quantityScale } = instrumentOf(core, order.instrument);
  const text = (size: Quantity): string => formatTrim(size, quantityScale);
  emit(core, {
    type: 'alert',
    level: 'warning',
    title: `${order.instrument}: entry under-filled`,
    text: `${order.clientOrderId}: ${text(filled)} of ${text(quantity)} was filled; the rest is cancelled.`,
    dedupeKey: `under-filled/${order.clientOrderId}`,
  });
}
