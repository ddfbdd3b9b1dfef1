import { describe, expect, it } from 'vitest';
import type { Effect } from '../../src/core/effect.ts';
import { createFacts } from '../../src/core/facts.ts';
import { foldDecision, foldEvent } from '../../src/core/fold.ts';
import type { OrderRequest } from '../../src/sdk/index.ts';
import { CoreBench, cancels, cash, LONG, submits } from './harness.ts';

const KEY = 'main/BTCUSDT/net/s1';
const KILL = { kind: 'kill', cancel: true, flatten: true, reason: 'test' } as const;

function role(effects: readonly Effect[], name: OrderRequest['role']): OrderRequest[] {
  return submits(effects).filter((order) => order.role === name);
}

function kill(bench: CoreBench): readonly Effect[] {
  return bench.send({ type: 'command', commandId: 'k', command: KILL });
}

function entering() {
  const bench = new CoreBench();
  const [entry] = submits(bench.ask('s1', LONG));
  if (!entry) throw new Error('no entry');
  return { bench, entry };
}

/** A long of 333 whose stop works at the venue. */
function held() {
  const { bench, entry } = entering();
  const [stop] = role(bench.fill(entry, entry.quantity, 300_000), 'stop');
  if (!stop) throw new Error('no stop');
  bench.update(stop, 'working', 0);
  return { bench, stop };
}

describe('closing everything', () => {
  it('closes what an entry under way still fills', () => {
    const { bench, entry } = entering();
    expect(cancels(kill(bench))).toEqual([entry.clientOrderId]);
    const filled = bench.fill(entry, entry.quantity, 300_000);
    expect(role(filled, 'flatten').concat(role(bench.wait(1_000).send(due()), 'flatten'))).toMatchObject([
      { side: 'sell', quantity: entry.quantity, reduceOnly: true },
    ]);
  });

  it('closes the rest of an entry that fills after the first part was closed', () => {
    const { bench, entry } = entering();
    bench.fill(entry, 100, 300_000);
    const [first] = role(kill(bench), 'flatten');
    if (!first) throw new Error('nothing closes the position');
    bench.fill(first, 100, 299_900);
    bench.fill(entry, entry.quantity - 100, 300_000);
    expect(role(bench.wait(1_000).send(due()), 'flatten')).toMatchObject([
      { side: 'sell', quantity: entry.quantity - 100 },
    ]);
  });

  it('is over once nothing is held and no entry can fill any more', () => {
    const { bench, entry } = entering();
    kill(bench);
    bench.update(entry, 'cancelled', 1);
    expect(bench.facts.flattening.size).toBe(0);
  });

  it('does not wait for an exit that rests in the book', () => {
    const { bench } = held();
    const [exit] = submits(
      bench.ask('s1', {
        type: 'order',
        instrument: 'BTCUSDT',
        side: 'sell',
        orderType: 'limit',
        price: 310_000,
        quantity: 333,
        reduceOnly: true,
        reason: 'test',
      }),
    );
    if (!exit) throw new Error('no exit');
    bench.update(exit, 'working', 0);
    const effects = kill(bench);
    expect(cancels(effects)).toContain(exit.clientOrderId);
    expect(role(effects, 'flatten')).toMatchObject([{ type: 'market', quantity: 333 }]);
  });

  it('asks again for a cancel that the venue refused', () => {
    const { bench, entry } = entering();
    kill(bench);
    const outcome = { kind: 'rejected', code: 'busy', reason: 'busy' } as const;
    const { clientOrderId } = entry;
    expect(cancels(bench.send({ type: 'outcome', request: 'cancel', clientOrderId, outcome }))).toEqual([]);
    const again = { type: 'timer', timerId: `recancel/${clientOrderId}` } as const;
    expect(cancels(bench.wait(1_000).send(again))).toEqual([clientOrderId]);
  });

  it('leaves facts that recovery folds the same', () => {
    const { bench, entry } = entering();
    kill(bench);
    bench.fill(entry, 100, 300_000);
    bench.wait(1_000).send(due());
    const recovered = createFacts();
    for (const { event, effects } of bench.history) {
      if (event.type !== 'bar') foldEvent(recovered, event);
      foldDecision(recovered, { seq: event.seq, at: event.at, effects });
    }
    expect(recovered).toEqual(bench.facts);
  });

  function due() {
    return { type: 'timer', timerId: `flatten/${KEY}` } as const;
  }
});

describe('a timer that was cancelled while it was on its way', () => {
  it('closes no position whose stop is confirmed', () => {
    const { bench } = held();
    expect(bench.facts.timers.has(`unprotected/${KEY}`)).toBe(false);
    expect(bench.send({ type: 'timer', timerId: `unprotected/${KEY}` })).toEqual([]);
  });
});

describe('the day’s loss', () => {
  it('is not judged after a restart before what is held has a price again', () => {
    const { bench } = held();
    // 333 x 3000.0 = 999 USDT of gain when the next day begins; 2 % of 10,999 is the limit.
    bench.wait(86_400_000).bar('BTCUSDT', 330_000);
    expect(bench.facts.day?.equity).toBe(cash('10999'));
    const again = new CoreBench({}, structuredClone(bench.facts));
    again.now = bench.now;
    const balances = [{ currency: 'USDT', total: cash('10000') }];
    const snapshot = { time: again.now, positions: [], orders: [], balances };
    again.send({ type: 'venue', time: again.now, snapshot });
    expect(again.facts.halt).toBeUndefined();
    again.bar('BTCUSDT', 330_000);
    expect(again.facts.halt).toBeUndefined();
    again.bar('BTCUSDT', 320_000);
    expect(again.facts.halt).toMatchObject({ rule: 'daily-loss' });
  });
});

describe('exposure', () => {
  it('of a sale counts at the market where its limit is lower: that is what it trades at', () => {
    const bench = new CoreBench();
    const sale = {
      type: 'order',
      instrument: 'BTCUSDT',
      side: 'sell',
      orderType: 'limit',
      price: 1_000,
      quantity: 100_000,
      reason: 'test',
    } as const;
    // 20,000 USDT at 30,000.0 is 0.666.
    expect(submits(bench.ask('s1', sale))).toMatchObject([{ quantity: 666 }]);
  });

  it('of a signal to sell below the market counts at the market', () => {
    const bench = new CoreBench();
    const signal = { ...LONG, side: 'sell', entry: 1_000, stop: 1_010, targets: [] } as const;
    expect(submits(bench.ask('s1', signal))).toMatchObject([{ quantity: 666 }]);
  });
});
