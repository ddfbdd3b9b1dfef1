import type { Price, Side } from '../../sdk/index.ts';

/**
 * Off-tick prices of a strategy brought to the tick, stated once: a limit entry never gets worse than asked, a stop
 * never looser, a target never farther.
 */
export function entryToTick(price: Price, side: Side, tick: Price): Price {
  return side === 'buy' ? down(price, tick) : up(price, tick);
}

/** `side` is the entry's. A long's stop is below: rounded up; a short's above: rounded down. */
export function stopToTick(price: Price, side: Side, tick: Price): Price {
  return side === 'buy' ? up(price, tick) : down(price, tick);
}

/** `side` is the entry's. A long's target is above: rounded down; a short's below: rounded up. */
export function targetToTick(price: Price, side: Side, tick: Price): Price {
  return side === 'buy' ? down(price, tick) : up(price, tick);
}

function down(price: Price, tick: Price): Price {
  return price - (price % tick);
}

function up(price: Price, tick: Price): Price {
  const rest = price % tick;
  return rest === 0 ? price : price - rest + tick;
}
