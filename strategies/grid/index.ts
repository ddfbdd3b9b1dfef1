// A grid (T-2): buys at levels below the price and sells each a level higher (or the other way round), as often as the
// price comes and goes. What it should have in the market follows from what it holds alone, so it goes on after a
// restart, a gap or a partial fill as if nothing had happened.
import {
  type Bar,
  defineStrategy,
  type Instrument,
  type InstrumentId,
  type Intent,
  type Price,
  type StrategyContext,
  type Ticker,
} from '@botrc/sdk';
import { type Grid, levelPrice, levelQuantity, stopPrice } from './levels.ts';
import { cancelOld, isOld, isOurs, surplus, wantedIn, wantedOut } from './orders.ts';
import { type Params, params } from './params.ts';

/** What it remembers of one instrument. */
interface Mind {
  /** 0: it has no grid yet. */
  centre: Price;
  /** Of one level, fixed with the centre. */
  unit: number;
  /** Counts the centres: orders of an older one are cancelled. */
  generation: number;
  last: Price;
  /** Signed, by the side of the grid. */
  held: number;
  sentMs: number;
  /** No new grid before. */
  restUntilMs: number;
}

export default defineStrategy({
  name: 'grid',
  version: '0.1.0',
  params,

  subscribe: ({ interval }, { instruments }) =>
    instruments.flatMap(
      ({ id }) =>
        [
          { stream: 'bar', instrument: id, interval },
          { stream: 'ticker', instrument: id },
        ] as const,
    ),

  warmup: ({ interval }) => ({ [interval]: 1 }),

  create(options, { instruments }) {
    const remember = (): Mind => ({
      centre: 0,
      unit: 0,
      generation: 0,
      last: 0,
      held: 0,
      sentMs: 0,
      restUntilMs: 0,
    });
    const state = Object.fromEntries(instruments.map(({ id }) => [id, remember()]));
    const see = (id: InstrumentId, last: Price | undefined, context: StrategyContext): readonly Intent[] => {
      const mind = state[id];
      if (!mind || last === undefined) return [];
      mind.last = last;
      return context.warm ? tend(mind, context.instrument(id), options, context) : [];
    };

    return {
      state,
      onBar: (bar: Bar, context) => see(bar.instrument, bar.close, context),
      onTicker: (ticker: Ticker, context) => see(ticker.instrument, ticker.last, context),
      // A fill tells the price before anything else does.
      onFill: (fill, context) => see(fill.instrument, fill.price, context),
    };
  },
});

/** What to do now. */
function tend(
  mind: Mind,
  instrument: Instrument,
  options: Params,
  context: StrategyContext,
): readonly Intent[] {
  const side = options.direction === 'long' ? 1 : -1;
  const held = context.position(instrument.id).quantity * side;
  const orders = context.orders(instrument.id).filter((order) => isOurs(order.tag));
  const wasStopped =
    mind.held > 0 && held === 0 && (mind.last - stopPrice(gridOf(mind, instrument, options))) * side <= 0;
  mind.held = held;
  if (wasStopped) mind.restUntilMs = context.nowMs + options.restMinutes * 60_000;
  if (held === 0 && context.nowMs < mind.restUntilMs) return cancelOld(orders, -1, 'the stop was hit');
  if (held === 0 && (mind.centre === 0 || hasLeft(mind, gridOf(mind, instrument, options)))) {
    centre(mind, instrument, options);
  }
  if (mind.unit === 0) return cancelOld(orders, mind.generation, 'there is no grid at this price');
  // An order of the old grid may still fill: what it brings must be known before the new one is laid.
  if (orders.some((order) => isOld(order.tag, mind.generation))) {
    return cancelOld(orders, mind.generation, 'the grid has a new centre');
  }
  const grid = gridOf(mind, instrument, options);
  const working = new Set(orders.map((order) => order.tag));
  const missing = (order: { tag?: string }): boolean => !working.has(order.tag);
  const out = wantedOut(grid, Math.max(0, held)).filter(missing);
  const due = options.paceMs === 0 || context.nowMs - mind.sentMs >= options.paceMs;
  const entries = due ? wantedIn(grid, Math.max(0, held)).filter(missing) : [];
  const sent = options.paceMs === 0 ? entries : entries.slice(0, 1);
  if (sent.length > 0) mind.sentMs = context.nowMs;
  return [...out, ...sent, ...surplus(grid, orders, Math.max(0, held))];
}

function gridOf(mind: Mind, instrument: Instrument, params: Params): Grid {
  const { centre, unit, generation, last } = mind;
  return { centre, unit, generation, last, side: params.direction === 'long' ? 1 : -1, params, instrument };
}

function hasLeft({ last, centre }: Mind, grid: Grid): boolean {
  const step = Math.abs(levelPrice(grid, 1) - centre);
  return Math.abs(last - centre) >= grid.params.recentreSteps * step;
}

/** Lays a new grid around the price; its unit is 0 where it cannot be traded. */
function centre(mind: Mind, instrument: Instrument, options: Params): void {
  const { tick } = instrument;
  mind.centre = Math.round(mind.last / tick) * tick;
  mind.generation = (mind.generation + 1) % 1_000_000;
  const grid = gridOf(mind, instrument, options);
  // Levels less than a tick apart are none.
  const isSound = stopPrice(grid) > 0 && Math.abs(levelPrice(grid, 1) - mind.centre) >= tick;
  mind.unit = isSound ? levelQuantity(instrument, mind.centre, options.orderValue) : 0;
}
