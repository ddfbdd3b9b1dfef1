import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { createEnvelope, type Envelope, type EnvelopeLimits } from '../../../src/runtime/effects/envelope.ts';
import { createKillLatch, type KillLatch } from '../../../src/runtime/effects/latch.ts';
import type { OrderRequest } from '../../../src/sdk/index.ts';
import { BTC, cash } from '../../core/harness.ts';

const ORDER: OrderRequest = {
  account: 'main',
  instrument: 'BTCUSDT',
  leg: 'net',
  owner: 's1',
  clientOrderId: 'r1-1',
  side: 'buy',
  type: 'market',
  quantity: 100,
  timeInForce: 'ioc',
  reduceOnly: false,
  role: 'entry',
};

const LIMITS: EnvelopeLimits = {
  instruments: ['BTCUSDT'],
  orderNotional: cash('10000'),
  positionNotional: cash('15000'),
  ordersPerSecond: 3,
};

let latch: KillLatch;
let envelope: Envelope;
let count = 0;

/** A fresh id each time: an id is never sent twice. */
const order = (change: Partial<OrderRequest> = {}): OrderRequest => ({
  ...ORDER,
  clientOrderId: `r1-${(count++).toString(36)}`,
  ...change,
});

beforeEach(() => {
  latch = createKillLatch(mkdtempSync(join(tmpdir(), 'botrc-envelope-')));
  envelope = createEnvelope(LIMITS, latch);
  envelope.define(BTC);
  envelope.price('BTCUSDT', 300_000);
});

describe("the executor's envelope", () => {
  it('lets an order within its limits out', () => {
    expect(envelope.checkSubmit(order(), 0)).toBeUndefined();
  });

  it.each([
    ['an instrument outside the profile', { instrument: 'DOGEUSDT' }, /not in the profile/],
    ['an id that no venue takes', { clientOrderId: 'has space' }, /id is not valid/],
    ['no quantity', { quantity: 0 }, /quantity/],
    ['a fractional quantity', { quantity: 0.5 }, /quantity/],
    ['a price that is none', { type: 'limit', price: Number.NaN }, /price/],
    ['too large an order', { quantity: 334 }, /10020/],
    ['too dear a limit order', { quantity: 100, type: 'limit', price: 1_100_000 }, /11000/],
  ] as const)('stops %s', (_name, change, why) => {
    expect(envelope.checkSubmit(order(change), 0)).toMatch(why);
  });

  it('stops an id that was used before', () => {
    expect(envelope.checkSubmit(order({ clientOrderId: 'same' }), 0)).toBeUndefined();
    expect(envelope.checkSubmit(order({ clientOrderId: 'same' }), 5_000)).toMatch(/used before/);
  });

  it('knows the position from the fills it saw, on its own', () => {
    const fill = {
      ...{ fillId: 'f1', clientOrderId: 'r0-1', instrument: 'BTCUSDT' },
      ...({ side: 'buy', quantity: 200 } as const),
    };
    envelope.hold(ORDER, 100);
    envelope.hold(ORDER, 0);
    envelope.filled(fill);
    envelope.filled(fill);
    expect(envelope.checkSubmit(order({ quantity: 200 }), 0)).toBeUndefined();
    expect(envelope.checkSubmit(order({ quantity: 201 }), 0)).toMatch(/position would be worth/);
    expect(envelope.checkSubmit(order({ quantity: 201, side: 'sell' }), 0)).toBeUndefined();
  });

  it('counts entries that may still fill, on their side, until they end', () => {
    const limit = { type: 'limit', price: 300_000 } as const;
    envelope.sent({ ...ORDER, ...limit, clientOrderId: 'r0-1', quantity: 300, filled: 100 });
    expect(envelope.checkSubmit(order({ ...limit, clientOrderId: 'a', quantity: 300 }), 0)).toBeUndefined();
    expect(envelope.checkSubmit(order({ quantity: 1 }), 0)).toMatch(/position would be worth 15030/);
    expect(envelope.checkSubmit(order({ quantity: 300, side: 'sell' }), 0)).toBeUndefined();
    envelope.filled({ fillId: 'f1', clientOrderId: 'a', instrument: 'BTCUSDT', side: 'buy', quantity: 300 });
    expect(envelope.checkSubmit(order({ quantity: 1 }), 0)).toMatch(/position would be worth 15030/);
    envelope.settled('r0-1');
    expect(envelope.checkSubmit(order({ quantity: 200 }), 0)).toBeUndefined();
  });

  it('counts each leg of a hedge by itself: what is held short makes no room for a larger long', () => {
    const long = { leg: 'long' } as const;
    const short = { leg: 'short', side: 'sell' } as const;
    envelope.hold({ instrument: 'BTCUSDT', leg: 'short' }, -400);
    envelope.hold({ instrument: 'BTCUSDT', leg: 'long' }, 300);
    expect(envelope.checkSubmit(order({ ...long, quantity: 201 }), 0)).toMatch(
      /position would be worth 15030/,
    );
    expect(envelope.checkSubmit(order({ ...short, quantity: 101 }), 0)).toMatch(
      /position would be worth 15030/,
    );
    expect(envelope.checkSubmit(order({ ...long, quantity: 200, clientOrderId: 'a' }), 0)).toBeUndefined();
    // A fill says no leg: that of its order counts.
    const fill = { instrument: 'BTCUSDT', side: 'buy', quantity: 200 } as const;
    envelope.filled({ ...fill, fillId: 'f1', clientOrderId: 'a' });
    expect(envelope.checkSubmit(order({ ...long, quantity: 1 }), 0)).toMatch(/position would be worth 15030/);
    // The venue itself closes a part of the short leg.
    envelope.filled({ ...fill, fillId: 'f2', clientOrderId: 'venue-1', leg: 'short' });
    expect(envelope.checkSubmit(order({ ...short, quantity: 300 }), 0)).toBeUndefined();
    envelope.reconciled({ instrument: 'BTCUSDT', leg: 'long' }, 0);
    expect(envelope.checkSubmit(order({ ...long, quantity: 300 }), 1_000)).toBeUndefined();
  });

  it('lets what is held against an entry make room only as far as nothing may close it first', () => {
    envelope.hold(ORDER, -200);
    expect(
      envelope.checkSubmit(order({ quantity: 333, side: 'buy', clientOrderId: 'a' }), 0),
    ).toBeUndefined();
    envelope.settled('a');
    const stop = { reduceOnly: true, role: 'stop', type: 'stop-market', triggerPrice: 300_000 } as const;
    expect(envelope.checkSubmit(order({ ...stop, quantity: 200, clientOrderId: 'b' }), 0)).toBeUndefined();
    envelope.sent({ ...ORDER, clientOrderId: 'r0-1', quantity: 300 });
    expect(envelope.checkSubmit(order({ quantity: 201 }), 1_000)).toMatch(/position would be worth 15030/);
    envelope.settled('b');
    expect(envelope.checkSubmit(order({ quantity: 201 }), 1_000)).toBeUndefined();
  });

  it('holds a changed entry against the same limits, and knows no change of what was never sent', () => {
    const amend = (clientOrderId: string, change: object) =>
      envelope.checkAmend({ clientOrderId, instrument: 'BTCUSDT', ...change }, 0);
    envelope.checkSubmit(order({ clientOrderId: 'a', type: 'limit', price: 300_000, quantity: 100 }), 0);
    expect(amend('a', { quantity: 334 })).toMatch(/10020/);
    expect(amend('a', { price: 30_000_000 })).toMatch(/over 10000/);
    expect(amend('a', { quantity: 333 })).toBeUndefined();
    expect(envelope.checkSubmit(order({ quantity: 200 }), 0)).toMatch(/position would be worth 15990/);
    expect(amend('b', { quantity: 1 })).toMatch(/no order that was sent/);
  });

  it('limits the rate in any second, and leaves room for what only reduces', () => {
    for (let i = 0; i < 3; i++) expect(envelope.checkSubmit(order(), 100)).toBeUndefined();
    expect(envelope.checkSubmit(order(), 1_099)).toMatch(/more than 3 orders/);
    expect(envelope.checkSubmit(order({ reduceOnly: true }), 1_099)).toBeUndefined();
    expect(envelope.checkSubmit(order(), 1_100)).toBeUndefined();
  });

  it('reads the kill latch before each send: nothing but reduce-only passes, whoever wrote the file', () => {
    writeFileSync(latch.path, 'anything at all');
    expect(envelope.checkSubmit(order(), 0)).toMatch(/kill latch/);
    expect(envelope.checkSubmit(order({ reduceOnly: true }), 0)).toBeUndefined();
  });

  it('lets the size of a stop be changed under the latch, also of one that an earlier run sent', () => {
    writeFileSync(latch.path, 'anything at all');
    const change = (clientOrderId: string) =>
      envelope.checkAmend({ clientOrderId, instrument: 'BTCUSDT', quantity: 1 }, 0);
    envelope.sent({ ...ORDER, clientOrderId: 'r0-1', reduceOnly: true });
    envelope.sent({ ...ORDER, clientOrderId: 'r0-2' });
    expect(change('r0-1')).toBeUndefined();
    expect(change('r0-2')).toMatch(/kill latch/);
  });

  it('values a sale at the market where its limit is lower, and a stop likewise', () => {
    const low = { side: 'sell', quantity: 334, price: 10 } as const;
    expect(envelope.checkSubmit(order({ ...low, type: 'limit' }), 0)).toMatch(/10020/);
    const stop = { side: 'buy', quantity: 334, triggerPrice: 10 } as const;
    expect(envelope.checkSubmit(order({ ...stop, type: 'stop-market' }), 0)).toMatch(/10020/);
    expect(envelope.checkSubmit(order({ ...low, side: 'buy', type: 'limit' }), 0)).toBeUndefined();
  });

  it('lets what only reduces out where the instrument has left the profile', () => {
    envelope.limit({ ...LIMITS, instruments: ['ETHUSDT'] });
    expect(envelope.checkSubmit(order(), 0)).toMatch(/not in the profile/);
    const { clientOrderId } = ORDER;
    const stop = order({ reduceOnly: true, role: 'stop', clientOrderId });
    expect(envelope.checkSubmit(stop, 0)).toBeUndefined();
    expect(envelope.checkAmend({ clientOrderId, instrument: 'BTCUSDT', quantity: 1 }, 0)).toBeUndefined();
  });

  it('keeps room for stops and closing behind a burst of exits of a strategy', () => {
    const exit = { reduceOnly: true, role: 'exit' } as const;
    for (let i = 0; i < 6; i++) expect(envelope.checkSubmit(order(exit), 0)).toBeUndefined();
    expect(envelope.checkSubmit(order(exit), 0)).toMatch(/more than 6 orders/);
    expect(envelope.checkSubmit(order({ ...exit, role: 'flatten' }), 0)).toBeUndefined();
  });
});
