import { describe, expect, it } from 'vitest';
import type { Effect } from '../../src/core/effect.ts';
import { completeFacts, createFacts } from '../../src/core/facts.ts';
import { foldEffect, foldEvent } from '../../src/core/fold.ts';
import type { PlanAction, PlanItem } from '../../src/core/reconcile/plan.ts';
import { compareAccount } from '../../src/runtime/reconcile/compare.ts';
import { decideByOperator, decideByPolicy } from '../../src/runtime/reconcile/decide.ts';
import type { OrderRequest, OrderSnapshot, VenueSnapshot } from '../../src/sdk/index.ts';
import { CoreBench, cancels, cash, LONG, START, submits } from './harness.ts';

const KEY = 'main/BTCUSDT/net/s1';
const role = (effects: readonly Effect[], name: OrderRequest['role']): OrderRequest[] =>
  submits(effects).filter((order) => order.role === name);

/** A core that holds 333 with a confirmed stop. */
function held(): { readonly bench: CoreBench; readonly stop: OrderRequest } {
  const bench = new CoreBench();
  const [entry] = submits(bench.ask('s1', { ...LONG, targets: [] }));
  if (!entry) throw new Error('no entry');
  const [stop] = role(bench.fill(entry, entry.quantity, 300_000), 'stop');
  if (!stop) throw new Error('no stop');
  bench.update(stop, 'working', 0);
  return { bench, stop };
}

function snapshot(bench: CoreBench, wish: Partial<VenueSnapshot>): VenueSnapshot {
  const balances = [...bench.facts.cash].map(([currency, total]) => ({ currency, total }));
  return { time: START, positions: [], orders: [], balances, ...wish };
}

const VENUE_LONG = { instrument: 'BTCUSDT', leg: 'net', entryPrice: 301_000 } as const;
const HAND: OrderSnapshot = {
  type: 'order',
  clientOrderId: 'hand-1',
  instrument: 'BTCUSDT',
  status: 'working',
  filled: 0,
  version: 3,
  time: START,
  side: 'buy',
  orderType: 'limit',
  quantity: 50,
  price: 290_000,
  reduceOnly: false,
};

/** Compares, decides and tells the core, as the runtime does. */
function reconcile(
  bench: CoreBench,
  venue: VenueSnapshot,
  how: 'ask' | 'adopt' | 'flatten' | Readonly<Record<string, PlanAction>>,
): { readonly items: readonly PlanItem[]; readonly effects: readonly Effect[] } {
  const found = compareAccount(bench.facts, venue, 'main');
  const decided = typeof how === 'string' ? decideByPolicy(found, how) : decideByOperator(found, how);
  const command = { kind: 'reconcile', cause: 'timer', ...decided } as const;
  return { items: found, effects: bench.send({ type: 'command', commandId: `${bench.seq}`, command }) };
}

describe('an account that is as the venue has it', () => {
  it('differs in nothing, and nothing is done', () => {
    const { bench, stop } = held();
    const orders = [{ ...HAND, clientOrderId: stop.clientOrderId }];
    const venue = snapshot(bench, { positions: [{ ...VENUE_LONG, quantity: 333 }], orders });
    const { items, effects } = reconcile(bench, venue, 'ask');
    expect(items).toEqual([]);
    expect(effects.map((effect) => effect.type)).toEqual(['record']);
  });
});

describe('what is taken over from the venue', () => {
  it('counts for the loss limits from the next event on (R-3)', () => {
    const { bench } = held();
    bench.bar('BTCUSDT', 300_000);
    // A large loss that came without its trade: 9,990 of value at 30,000 cost 10,323 at 31,000.
    const positions = [{ ...VENUE_LONG, quantity: 333, entryPrice: 310_000 }];
    const balances = [{ currency: 'USDT', total: cash('9700') }];
    const venue = snapshot(bench, { positions, balances });
    const found = compareAccount(bench.facts, venue, 'main');
    const items = found.map((item) =>
      item.subject.kind === 'cash' ? { ...item, subject: { ...item.subject, isTransfer: false } } : item,
    );
    const command = { kind: 'reconcile', cause: 'timer', ...decideByPolicy(items, 'adopt') } as const;
    bench.send({ type: 'command', commandId: 'c', command });
    bench.bar('BTCUSDT', 300_000);
    expect(bench.facts.halt?.rule).toBe('daily-loss');
  });
});

describe('a position that was closed at the venue (E-6)', () => {
  it('is critical: the kill switch latches, and under `ask` nothing is sent for it, and no entry, until it is settled', () => {
    const { bench } = held();
    const { items, effects } = reconcile(bench, snapshot(bench, {}), 'ask');
    expect(items).toMatchObject([
      { id: 'position/BTCUSDT/net', severity: 'critical', choices: ['adopt', 'ignore'] },
    ]);
    expect(bench.facts.kill?.reason).toContain('long 0.333 here, none at the venue');
    expect(effects.filter((e) => e.type === 'alert')).toMatchObject([
      { level: 'critical', title: 'kill switch on' },
      { level: 'critical', title: 'the account differs from the venue' },
    ]);
    bench.send({ type: 'command', commandId: 'r', command: { kind: 'resume', reason: 'looked' } });
    bench.wait(10_000);
    expect(submits(bench.ask('s1', { type: 'exit', instrument: 'BTCUSDT', reason: 'x' }))).toEqual([]);
    expect(submits(bench.ask('s2', { ...LONG, instrument: 'ETHUSDT' }))).toEqual([]);
    expect(bench.refused.at(-1)).toMatchObject({ owner: 's2', rule: 'open-for-entries' });
    const again = reconcile(bench, snapshot(bench, {}), 'ask');
    expect(again.effects.filter((e) => e.type === 'alert')).toEqual([]);
  });

  it('is flat here once it is adopted, its stop is cancelled, and entries are open again', () => {
    const { bench, stop } = held();
    reconcile(bench, snapshot(bench, {}), 'ask');
    const { effects } = reconcile(bench, snapshot(bench, {}), {});
    expect(cancels(effects)).toEqual([stop.clientOrderId]);
    expect(bench.facts.positions.get(KEY)).toMatchObject({ quantity: 0, cost: 0n, plan: undefined });
    expect(bench.facts.plan).toEqual([]);
    bench.send({ type: 'command', commandId: 'r', command: { kind: 'resume', reason: 'looked' } });
    bench.wait(10_000);
    expect(role(bench.ask('s2', { ...LONG, instrument: 'ETHUSDT' }), 'entry')).toHaveLength(1);
  });

  it('goes on being closed only where the operator ignores it, and is not told again', () => {
    const { bench } = held();
    reconcile(bench, snapshot(bench, {}), { 'position/BTCUSDT/net': 'ignore' });
    expect(bench.facts.positions.get(KEY)?.quantity).toBe(333);
    expect(reconcile(bench, snapshot(bench, {}), 'ask').items).toEqual([]);
  });
});

describe('a position of another size', () => {
  it('is taken over with what the venue says it cost, and its stop follows', () => {
    const { bench, stop } = held();
    const orders = [{ ...HAND, clientOrderId: stop.clientOrderId }];
    const venue = snapshot(bench, { positions: [{ ...VENUE_LONG, quantity: 200 }], orders });
    const { effects } = reconcile(bench, venue, 'adopt');
    expect(bench.facts.positions.get(KEY)).toMatchObject({ quantity: 200, cost: cash('6020') });
    expect(effects.find((e) => e.type === 'amend')).toMatchObject({ request: { quantity: 200 } });
  });

  it('that is not ours at all is closed under `flatten`', () => {
    const bench = new CoreBench();
    bench.bar('BTCUSDT', 300_000);
    const venue = snapshot(bench, { positions: [{ ...VENUE_LONG, quantity: -70 }] });
    const { effects } = reconcile(bench, venue, 'flatten');
    expect(role(effects, 'flatten')).toMatchObject([
      { side: 'buy', quantity: 70, owner: 'external', reduceOnly: true },
    ]);
  });

  it('in an instrument that the profile does not have can only be left alone', () => {
    const bench = new CoreBench();
    const venue = snapshot(bench, { positions: [{ ...VENUE_LONG, instrument: 'XRPUSDT', quantity: 5 }] });
    expect(compareAccount(bench.facts, venue, 'main')).toMatchObject([
      { severity: 'warning', choices: ['ignore'] },
    ]);
    expect(reconcile(bench, venue, 'adopt').items).toHaveLength(1);
  });
});

describe('an order that works at the venue and is not known here', () => {
  it('is cancelled, or taken over as what it is', () => {
    const bench = new CoreBench();
    const venue = snapshot(bench, { orders: [HAND] });
    expect(cancels(reconcile(bench, venue, 'flatten').effects)).toEqual(['hand-1']);
    reconcile(bench, venue, 'adopt');
    expect(bench.facts.orders.get('hand-1')).toMatchObject({
      state: 'working',
      role: 'entry',
      owner: 'external',
    });
    expect(compareAccount(bench.facts, venue, 'main')).toEqual([]);
  });

  it('protects the position that it closes, once it is taken over', () => {
    const bench = new CoreBench();
    const stop = {
      ...HAND,
      side: 'sell',
      orderType: 'stop-market',
      triggerPrice: 290_000,
      quantity: 70,
    } as const;
    const venue = snapshot(bench, {
      positions: [{ ...VENUE_LONG, quantity: 70 }],
      orders: [{ ...stop, reduceOnly: true }],
    });
    const { effects } = reconcile(bench, venue, 'adopt');
    expect(effects.filter((e) => e.type === 'timer' && e.dueMs > 0)).toEqual([]);
    expect(bench.facts.positions.get('main/BTCUSDT/net/external')?.quantity).toBe(70);
  });
});

describe('cash', () => {
  it.each([
    ['0.5', 'info'],
    ['50', 'warning'],
    ['-2000', 'critical'],
  ] as const)('that differs by %s of 10,000 is %s', (apart, severity) => {
    const bench = new CoreBench();
    const total = cash('10000') + cash(apart);
    const [item] = compareAccount(
      bench.facts,
      snapshot(bench, { balances: [{ currency: 'USDT', total }] }),
      'main',
    );
    expect(item).toMatchObject({ id: 'cash/USDT', severity });
  });

  it('that no trade explains is a transfer: it moves the day along and is no loss', () => {
    const bench = new CoreBench();
    bench.bar('BTCUSDT', 300_000);
    const total = cash('8000');
    reconcile(bench, snapshot(bench, { balances: [{ currency: 'USDT', total }] }), 'adopt');
    expect(bench.facts.cash.get('USDT')).toBe(total);
    expect(bench.facts.day?.equity).toBe(total);
  });
});

describe('a start that awaits its account', () => {
  it('sends nothing until it was compared, then a new stop for one that never reached the venue', () => {
    const { bench, stop } = held();
    const saved = completeFacts(structuredClone(bench.facts));
    const order = saved.orders.get(stop.clientOrderId);
    if (order) order.state = 'pending';
    saved.timers.set(`unprotected/${KEY}`, 1);
    const next = new CoreBench({ run: 'r2', awaitsAccount: true }, saved);
    const lost = { kind: 'rejected', code: 'BOTRC_NOT_AT_VENUE', reason: 'the venue never took it' } as const;
    const { clientOrderId } = stop;
    expect(submits(next.send({ type: 'outcome', request: 'submit', clientOrderId, outcome: lost }))).toEqual(
      [],
    );
    const command = { kind: 'reconcile', cause: 'start', items: [], apply: [] } as const;
    const effects = next.send({ type: 'command', commandId: '1', command });
    expect(submits(effects)).toMatchObject([{ role: 'stop', quantity: 333, triggerPrice: 297_000 }]);
    expect(next.facts.timers.get(`unprotected/${KEY}`)).toBe(next.now + 5_000);
    expect(next.facts.flattening.size).toBe(0);
  });
});

it('recovery folds what was reconciled as the core did', () => {
  const { bench } = held();
  const orders = [HAND];
  const venue = snapshot(bench, { positions: [{ ...VENUE_LONG, quantity: -20 }], orders });
  reconcile(bench, venue, 'ask');
  reconcile(bench, venue, { 'order/hand-1': 'adopt', 'position/BTCUSDT/net': 'close' });
  const folded = createFacts();
  for (const { event, effects } of bench.history) {
    foldEvent(folded, event);
    for (const effect of effects) foldEffect(folded, effect, event.seq, event.at);
  }
  expect(folded).toEqual(bench.facts);
});
