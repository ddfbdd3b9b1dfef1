import type { Price, Side } from '../../sdk/index.ts';

/**
 * What a strategy asked for brought to what the venue takes, stated once: a limit entry never gets worse than asked, a
 * stop never looser, a target never farther, and no size ever grows: sizes are cut to whole lots wherever one is made
 * (sizing, `shares`, `pieces`, the gate's resizes and venue-limits), and one that is then too small is dropped.
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
