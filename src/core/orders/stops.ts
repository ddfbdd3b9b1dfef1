import { formatTrim, keyText, type PositionKey, type Price, type Quantity } from '../../sdk/index.ts';
import { requestFlatten } from '../flatten.ts';
import type { Position } from '../portfolio/position.ts';
import { propose, proposeAmend } from '../risk/gate.ts';
import { type Core, emit, instrumentOf } from '../state.ts';
import { closingSide } from './closing-side.ts';
import { cancelOrder } from './open-orders.ts';
import { type Change, isChangeable, type Order } from './order.ts';
import type { Plan } from './plan.ts';
import { pieces } from './shares.ts';

/** Between a refused change of an order and the next try. */
const RETRY_MS = 1_000;

type Level =
  | { readonly type: 'stop-market'; readonly triggerPrice: Price }
  | { readonly type: 'trailing-stop'; readonly trailBy: Price };

/**
 * Makes the stops at the venue match what is really held (E-2): one, or as many as its largest order asks for. Where
 * the venue moves trailing stops, one rests beside the stop that does not move: whichever is reached closes.
 * @param orders the position's own that still work.
 */
export function sizeStops(
  core: Core,
  position: Position,
  plan: Plan,
  orders: readonly Order[],
  held: Quantity,
): void {
  matchStops(core, position, { type: 'stop-market', triggerPrice: plan.stop }, orders, held);
  if (core.facts.flattening.has(keyText(position))) return;
  const trails = orders.filter((order) => isStop(position, order, 'trailing-stop'));
  if (plan.trailBy !== undefined && trailsAtVenue(core, position)) {
    matchStops(core, position, { type: 'trailing-stop', trailBy: plan.trailBy }, orders, held);
  } else for (const order of trails) cancelOrder(core, order, 'the stop trails no more');
}

/** True where the venue moves the position's trailing stop. */
export function trailsAtVenue(core: Core, position: Position): boolean {
  return core.config.execution.trailing === 'venue' && !position.coreTrails;
}

/** A stop of the position that still counts. */
export function isStop(position: Position, order: Order, type: Order['type']): boolean {
  return (
    order.role === 'stop' &&
    order.type === type &&
    order.side === closingSide(position) &&
    !order.cancelRequested
  );
}

function matchStops(
  core: Core,
  position: Position,
  level: Level,
  orders: readonly Order[],
  held: Quantity,
): void {
  const stops = orders.filter((order) => isStop(position, order, level.type));
  const sizes = pieces(instrumentOf(core, position.instrument), held, level.type);
  for (const [i, size] of sizes.entries()) {
    const stop = stops[i];
    if (stop) matchStop(core, position, stop, size, level);
    else if (!sendStop(core, position, size, level)) return;
  }
  for (const extra of stops.slice(sizes.length)) cancelOrder(core, extra, 'the position needs it no more');
}

/** False where it was refused. */
function sendStop(core: Core, position: Position, quantity: Quantity, level: Level): boolean {
  const proposal = {
    owner: position.owner,
    instrument: instrumentOf(core, position.instrument),
    leg: position.leg,
    side: closingSide(position),
    quantity,
    ...level,
    timeInForce: 'gtc',
    reduceOnly: true,
    role: 'stop',
    reference: position.plan?.stop ?? 0,
  } as const;
  const refusal = propose(core, {
    proposal,
    cause: { type: 'protect', reason: textOf(core, position, quantity, level) },
  });
  // Without its trailing stop the position is not naked.
  if (refusal && level.type === 'stop-market')
    requestFlatten(core, [position], `its stop was refused: ${refusal.reason}`, 'flatten');
  return refusal === undefined;
}

function matchStop(core: Core, position: Position, stop: Order, size: Quantity, level: Level): void {
  const change: Change = {
    ...(stop.quantity - stop.filled !== size && { quantity: stop.filled + size }),
    ...(level.type === 'stop-market' &&
      stop.triggerPrice !== level.triggerPrice && { triggerPrice: level.triggerPrice }),
    ...(level.type === 'trailing-stop' && stop.trailBy !== level.trailBy && { trailBy: level.trailBy }),
  };
  if (Object.keys(change).length === 0 || !isChangeable(stop)) return;
  if (core.facts.timers.has(resizeTimer(position))) return;
  if (change.triggerPrice !== undefined && isPassed(core, position, change.triggerPrice)) {
    requestFlatten(core, [position], 'the price has passed its stop', 'flatten');
    return;
  }
  const cause = { type: 'protect', reason: textOf(core, position, size, level) } as const;
  const reference = position.plan?.stop ?? 0;
  const refusal = proposeAmend(core, { order: stop, change, cause, reference });
  if (refusal) cancelOrder(core, stop, `it could not be changed: ${refusal.reason}`);
}

/** Moved there, a stop would have to close at once: the venue takes none such. */
function isPassed(core: Core, position: Position, trigger: Price): boolean {
  const last = core.markets.get(position.instrument)?.last;
  if (last === undefined) return false;
  return position.quantity > 0 ? last <= trigger : last >= trigger;
}

/** An order kept its size: it is tried again after a while, not at once, because the next try may fail like this one. */
export function resizeLater(core: Core, key: PositionKey): void {
  emit(core, { type: 'timer', timerId: resizeTimer(key), dueMs: core.now + RETRY_MS });
}

/** While it runs nothing of the position is resized. */
export function resizeTimer(key: PositionKey): string {
  return `resize/${keyText(key)}`;
}

function textOf(core: Core, { instrument }: Position, quantity: Quantity, level: Level): string {
  const { priceScale, quantityScale } = instrumentOf(core, instrument);
  const size = formatTrim(quantity, quantityScale);
  return level.type === 'stop-market'
    ? `stop for ${size} at ${formatTrim(level.triggerPrice, priceScale)}`
    : `trailing stop for ${size} by ${formatTrim(level.trailBy, priceScale)}`;
}
