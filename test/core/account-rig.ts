import type { CoreConfig } from '../../src/core/config.ts';
import type { Facts } from '../../src/core/facts.ts';
import type { Position } from '../../src/core/portfolio/position.ts';
import type { Fill, Instrument, OrderRequest, PlainOrder } from '../../src/sdk/index.ts';
import { CONFIG, CoreBench, cash, submits } from './harness.ts';

/** Dollars at two decimals of price. */
export const usd = (dollars: number): number => dollars * 100;

const STRATEGY = CONFIG.strategies[0]!;
const RISK = { ...CONFIG.risk, doubleSendMs: 0, forbidFlip: false, maxPosition: cash('50000') };
export const SIZING = { ...CONFIG.sizing, maxNotional: cash('50000') };

/** A core that trades these instruments, with marks at 20,000 and the given wallet. */
export function bench(
  instruments: readonly Instrument[],
  wallet: [string, string][],
  more: Partial<CoreConfig> = {},
): CoreBench {
  const ids = instruments.map((instrument) => instrument.id);
  const made = new CoreBench({
    risk: RISK,
    sizing: SIZING,
    instruments: ids,
    strategies: [
      {
        ...STRATEGY,
        instruments: ids,
        subscriptions: ids.map((instrument) => ({ stream: 'bar', instrument, interval: '1m' })),
      },
    ],
    ...more,
  });
  made.facts.cash.clear();
  made.facts.day = undefined;
  for (const definition of instruments)
    made.send({ type: 'instrument', instrument: definition.id, definition });
  const balances = wallet.map(([currency, total]) => ({ currency, total: cash(total) }));
  const snapshot = { time: made.now, positions: [], orders: [], balances };
  made.send({ type: 'venue', time: made.now, snapshot });
  for (const id of ids) made.bar(id, usd(20_000));
  return made;
}

export function ask(
  made: CoreBench,
  instrument: Instrument,
  order: Partial<PlainOrder>,
  price = usd(20_000),
): OrderRequest[] {
  const plain = {
    type: 'order',
    instrument: instrument.id,
    side: 'buy',
    orderType: 'market',
    quantity: 1,
  } as const;
  made.queue.set('s1', [{ ...plain, reason: 'test', ...order }]);
  return submits(made.bar(instrument.id, price));
}

export function fill(made: CoreBench, order: OrderRequest, price: number, fee: [string, string]): void {
  const { clientOrderId, instrument, side, quantity } = order;
  const told: Fill = {
    type: 'fill',
    fillId: `f${made.seq}`,
    clientOrderId,
    instrument,
    side,
    price,
    quantity,
    fee: cash(fee[0]),
    feeCurrency: fee[1],
    liquidity: 'taker',
    time: made.now,
  };
  made.send(told);
}

export const positionOf = (facts: Facts): Position => [...facts.positions.values()][0]!;
