import { foldDay, foldEquity, foldMoved } from '../../../src/core/metrics/fold-equity.ts';
import { foldBookedFill } from '../../../src/core/metrics/fold-fill.ts';
import { createPerformance, type Performance } from '../../../src/core/metrics/performance.ts';
import { type Statistics, statisticsOf } from '../../../src/core/metrics/statistics.ts';
import type { Order } from '../../../src/core/orders/order.ts';
import { bookFill } from '../../../src/core/portfolio/booking.ts';
import { createPosition, type Position } from '../../../src/core/portfolio/position.ts';
import type { Fill } from '../../../src/sdk/index.ts';
import { BTC, cash, START } from '../harness.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** What of a fill matters here; a buy at market of strategy s1, in BTCUSDT, without a fee. */
export interface Told {
  readonly side?: 'buy' | 'sell';
  readonly quantity: number;
  readonly price: number;
  readonly fee?: bigint;
  readonly stop?: number;
  readonly order?: Partial<Order>;
  readonly settle?: string;
  readonly feeCurrency?: string;
}

/** A performance that is told its days, samples, transfers and fills one by one; time moves when told. */
export class Diary {
  readonly performance: Performance = createPerformance();
  readonly positions = new Map<string, Position>();
  now = START;
  /** Realized less fees: what the fills did to the wallet. */
  wallet = 0n;

  wait(ms: number): this {
    this.now += ms;
    return this;
  }

  /** Complete days of 24 hours, by their first equity. */
  days(...equities: readonly (number | bigint)[]): this {
    for (const [i, equity] of equities.entries()) {
      if (i > 0) this.now += DAY;
      foldDay(this.performance, String(this.now), this.now, money(equity));
    }
    return this;
  }

  equity(equity: number | bigint): this {
    foldEquity(this.performance, this.now, money(equity));
    return this;
  }

  transfer(amount: number | bigint): this {
    foldMoved(this.performance, money(amount));
    return this;
  }

  fill(told: Told): this {
    const { side = 'buy', quantity, price, fee = 0n, stop, settle = 'USDT', feeCurrency = 'USDT' } = told;
    const instrument = { ...BTC, settle, id: told.order?.instrument ?? BTC.id };
    const order = {
      ...{ account: 'main', instrument: instrument.id, leg: 'net', owner: 's1', clientOrderId: 'o' },
      ...{ side, type: 'market', timeInForce: 'ioc', reduceOnly: false, role: 'entry', quantity },
      ...{ filled: quantity, createdMs: this.now, state: 'filled' },
      plan: stop === undefined ? undefined : { stop, targets: [] },
      ...told.order,
    } as Order;
    const key = `${order.owner}/${order.instrument}`;
    const position = this.positions.get(key) ?? createPosition(order);
    this.positions.set(key, position);
    const held = position.quantity;
    const realized = bookFill(position, instrument, side, price, quantity, this.now);
    this.wallet += realized - fee;
    const fill = {
      type: 'fill',
      side,
      quantity,
      price,
      fee,
      feeCurrency,
      instrument: order.instrument,
    } as Fill;
    foldBookedFill(this.performance, 'USDT', {
      ...{ fill, order, instrument, held, realized, fee, feeCurrency, at: this.now },
    });
    return this;
  }

  /** The statistics as they stand at this equity. */
  at(equity: number | bigint): Statistics {
    return statisticsOf(this.performance, { at: this.now, equity: money(equity) });
  }
}

/** A number as whole dollars. */
function money(value: number | bigint): bigint {
  return typeof value === 'bigint' ? value : cash(value.toFixed(2));
}
