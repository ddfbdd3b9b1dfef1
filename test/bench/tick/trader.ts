import type { Effect } from '../../../src/core/effect.ts';
import { step } from '../../../src/core/engine.ts';
import type { Input } from '../../../src/core/event.ts';
import type { ApprovedOrder } from '../../../src/core/risk/approved.ts';
import { createCore } from '../../../src/core/state.ts';
import type { ExchangeEvent, Instrument, StrategyInstance } from '../../../src/sdk/index.ts';
import { bookConfig } from '../engine/setting.ts';

/** The least that the venue's smallest order value allows is bought and sold in turn. */
const LOTS = 1;

/**
 * A core whose one strategy answers every change of the book with a limit order that takes: a buy at the best ask, then
 * a sale at the best bid. Both are entries to the gate, so that every rule is asked for each.
 */
export class Trader {
  readonly #tell: (input: Input) => readonly Effect[];
  readonly #instrument: Instrument;
  #fills = 0;

  constructor(instrument: Instrument) {
    const { id } = instrument;
    const setting = bookConfig(id);
    const config = {
      ...setting,
      // An order with every message is what is measured: what would hold back the next one is set wide, and asked.
      risk: { ...setting.risk, forbidFlip: false, doubleSendMs: 0, unprotectedMs: 10 * 365 * 86_400_000 },
    };
    const core = createCore(config, new Map([[config.strategies[0]!.owner, takerOf(instrument)]]));
    let seq = 0;
    let at = 0;
    this.#instrument = instrument;
    this.#tell = (input) => {
      // A minute has room for so many intents, and no more: the messages come to the core no faster.
      if (input.type === 'book') at = Math.max(input.time, at + 100);
      return step(core, { ...input, seq: ++seq, at });
    };
    this.#tell({ type: 'config', config, configHash: 'bench', cause: 'start' });
    this.#tell({ type: 'instrument', instrument: id, definition: instrument });
    this.#tell({ type: 'feed', status: 'up', reason: 'bench' });
    const balances = [{ currency: 'USDT', total: 10n ** 18n }];
    this.#tell({ type: 'venue', time: 0, snapshot: { time: 0, positions: [], orders: [], balances } });
  }

  /** The order that a market event led to. */
  take(event: ExchangeEvent): ApprovedOrder | undefined {
    for (const effect of this.#tell(event)) if (effect.type === 'submit') return effect.order;
    return undefined;
  }

  /** What the venue says to it: accepted, filled, done. */
  answer(order: ApprovedOrder, time: number): void {
    const { clientOrderId, instrument, side, price = 0, quantity } = order;
    this.#tell({ type: 'outcome', request: 'submit', clientOrderId, outcome: { kind: 'accepted' } });
    this.#tell({
      type: 'fill',
      fillId: `f${++this.#fills}`,
      clientOrderId,
      instrument,
      side,
      price,
      quantity,
      fee: 0n,
      feeCurrency: this.#instrument.settle,
      liquidity: 'taker',
      time,
    });
    this.#tell({
      type: 'order',
      clientOrderId,
      instrument,
      status: 'filled',
      filled: quantity,
      version: 1,
      time,
    });
  }
}

function takerOf({ id, lot }: Instrument): StrategyInstance {
  return {
    state: {},
    onBook(_update, context) {
      const book = context.book(id);
      const side = context.position(id).quantity > 0 ? 'sell' : 'buy';
      const price = side === 'buy' ? book?.asks.price(0) : book?.bids.price(0);
      if (price === undefined) return;
      return {
        type: 'order',
        instrument: id,
        side,
        orderType: 'limit',
        price,
        quantity: LOTS * lot,
        timeInForce: 'ioc',
        reason: 'the book changed',
      };
    },
  };
}
