import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import type { Effect } from '../../../src/core/effect.ts';
import type { ApprovedOrder } from '../../../src/core/risk/approved.ts';
import type { Instrument, OrderRequest } from '../../../src/sdk/index.ts';
import { at, decision, timer, usePlace } from './fixture.ts';

const place = usePlace();

const order: OrderRequest = {
  account: 'main',
  instrument: 'BTCUSDT',
  leg: 'net',
  owner: 'ema',
  clientOrderId: 'r1-1',
  side: 'buy',
  type: 'limit',
  quantity: 500,
  price: 6_400_010,
  timeInForce: 'gtc',
  reduceOnly: false,
  role: 'entry',
};

const inverse: Instrument = {
  id: 'BTCUSD',
  venue: 'v',
  kind: 'inverse',
  base: 'BTC',
  quote: 'USD',
  settle: 'BTC',
  priceScale: 2,
  quantityScale: 2,
  multiplier: 100,
  tick: 1,
  lot: 100,
  minQuantity: 100,
  maxQuantity: 1_000_000_000,
  maxMarketQuantity: 1_000_000_000,
  minNotional: 0n,
  maxLeverage: 10,
  fundingIntervalMs: 0,
  status: 'trading',
};

describe('the views of journal.db', () => {
  it('show orders, what the venue said of them, and fills', () => {
    const journal = place.open();
    journal.appendEvents([
      timer(1),
      at(2, {
        type: 'order',
        clientOrderId: 'r1-1',
        instrument: 'BTCUSDT',
        status: 'working',
        filled: 0,
        version: 7,
        time: 1,
      }),
      at(3, {
        type: 'fill',
        fillId: 'f1',
        clientOrderId: 'r1-1',
        instrument: 'BTCUSDT',
        side: 'buy',
        price: 6_400_010,
        quantity: 500,
        fee: 17_600_000_000_000_000_000n,
        feeCurrency: 'USDT',
        liquidity: 'taker',
        time: 9,
      }),
    ]);
    // Only the gate makes an approved order; here one is needed as data.
    journal.appendEffects(decision(1, { type: 'submit', order: order as ApprovedOrder }));
    journal.commit();
    const db = new DatabaseSync(join(place.folder, 'journal.db'), { readOnly: true });
    const rows = (view: string): unknown[] =>
      db
        .prepare(`SELECT * FROM ${view}`)
        .all()
        .map((row) => ({ ...row }));
    expect(rows('orders')).toEqual([
      {
        seq: 1,
        at_ms: timer(1).at,
        client_order_id: 'r1-1',
        account: 'main',
        instrument: 'BTCUSDT',
        owner: 'ema',
        role: 'entry',
        side: 'buy',
        type: 'limit',
        quantity: 500,
        price: 6_400_010,
        trigger_price: null,
      },
    ]);
    expect(rows('order_updates')).toMatchObject([{ seq: 2, status: 'working', version: 7, reason: null }]);
    expect(rows('fills')).toMatchObject([
      { seq: 3, fill_id: 'f1', price: 6_400_010, fee: '17600000000000000000', time_ms: 9 },
    ]);
    db.close();
  });

  it('show each leg of a hedge as a position of its own, and what an inverse contract brought in its base', () => {
    const journal = place.open();
    const fill = (seq: number, id: string, side: 'buy' | 'sell', price: number) =>
      at(seq, {
        type: 'fill' as const,
        fillId: `f${seq}`,
        clientOrderId: id,
        instrument: 'BTCUSD',
        side,
        price,
        quantity: 100_000,
        fee: 10_000_000_000n,
        feeCurrency: 'BTC',
        liquidity: 'taker' as const,
        time: seq,
      });
    journal.appendEvents([
      timer(1),
      at(2, { type: 'instrument', instrument: 'BTCUSD', definition: inverse }),
      fill(3, 'l1', 'buy', 4_000_000),
      fill(4, 's1', 'sell', 4_000_000),
      fill(5, 'l2', 'sell', 5_000_000),
    ]);
    const sent = (id: string, leg: 'long' | 'short', price: number): Effect => ({
      type: 'submit',
      order: { ...order, instrument: 'BTCUSD', clientOrderId: id, leg, price } as ApprovedOrder,
    });
    journal.appendEffects(
      decision(
        1,
        sent('l1', 'long', 4_000_000),
        sent('s1', 'short', 4_004_000),
        sent('l2', 'long', 5_000_000),
      ),
    );
    journal.commit();
    const db = new DatabaseSync(join(place.folder, 'journal.db'), { readOnly: true });
    const [long, short] = db.prepare('SELECT * FROM positions ORDER BY leg').all();
    db.close();
    // 1000 contracts of 100 USD: 2.5 BTC at 40,000, 2 BTC at 50,000.
    expect(long).toMatchObject({ leg: 'long', side: 'long', status: 'closed', currency: 'BTC', fees: 0.02 });
    expect(long?.pnl).toBeCloseTo(0.5 - 0.02, 9);
    expect(long).toMatchObject({ slippage_entry_bps: 0, slippage_exit_bps: 0 });
    expect(short).toMatchObject({ leg: 'short', side: 'short', status: 'open', pnl: null, fees: 0.01 });
    expect(short?.slippage_entry_bps).toBeCloseTo(9.99, 2);
  });
});
