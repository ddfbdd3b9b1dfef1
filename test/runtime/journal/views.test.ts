import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import type { ApprovedOrder } from '../../../src/core/risk/approved.ts';
import type { OrderRequest } from '../../../src/sdk/index.ts';
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
});
