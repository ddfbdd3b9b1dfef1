import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../src/core/facts.ts';
import { nextState, type OrderState, type OrderTrigger } from '../../../src/core/orders/machine.ts';
import type { Order } from '../../../src/core/orders/order.ts';
import { openQuantity } from '../../../src/core/orders/order.ts';
import type { OrderRequest, OrderUpdate, Outcome } from '../../../src/sdk/index.ts';
import { BTC, CoreBench, LONG, submits } from '../harness.ts';

/** A market entry of 333 that the venue has not spoken of. */
function sent(): { bench: CoreBench; entry: OrderRequest; order: () => Order; facts: Facts } {
  const bench = new CoreBench();
  const [entry] = submits(bench.ask('s1', { ...LONG, targets: [] }));
  if (!entry) throw new Error('no entry');
  const order = (): Order => bench.facts.orders.get(entry.clientOrderId) as Order;
  return { bench, entry, order, facts: bench.facts };
}

function say(bench: CoreBench, { clientOrderId }: OrderRequest, over: Partial<OrderUpdate>): void {
  bench.wait(1).send({
    ...{
      type: 'order',
      clientOrderId,
      instrument: BTC.id,
      status: 'working',
      filled: 0,
      version: 1,
      time: 0,
    },
    ...over,
  });
}

function answered(
  bench: CoreBench,
  { clientOrderId }: OrderRequest,
  request: 'submit' | 'amend' | 'cancel',
  outcome: Outcome,
): void {
  bench.wait(1).send({ type: 'outcome', request, clientOrderId, outcome });
}

describe('the table of an order’s life', () => {
  const states: readonly OrderState[] = [
    'pending',
    'unknown',
    'working',
    'partial',
    'cancelled',
    'rejected',
    'expired',
  ];
  const words: readonly OrderTrigger[] = ['lost', 'work', 'part', 'cancel', 'reject', 'expire'];

  it.each([
    ['pending', 'unknown working partial cancelled rejected expired'],
    ['unknown', 'unknown working partial cancelled rejected expired'],
    ['working', 'working working partial cancelled rejected expired'],
    ['partial', 'partial partial partial cancelled rejected expired'],
    ['cancelled', 'cancelled cancelled cancelled cancelled cancelled cancelled'],
    ['rejected', 'rejected rejected rejected cancelled rejected rejected'],
    ['expired', 'expired expired expired cancelled rejected expired'],
  ] as const)('%s', (state, next) => {
    expect(words.map((word) => nextState(state, word)).join(' ')).toBe(next);
    expect(states).toContain(state);
  });
});

describe('the venue’s word on an order', () => {
  it('counts by its version: a later one stands, an earlier or equal one changes nothing', () => {
    const { bench, entry, order } = sent();
    say(bench, entry, { version: 5 });
    expect([order().state, order().version, order().updatedMs]).toEqual(['working', 5, bench.now]);
    say(bench, entry, { version: 4, status: 'cancelled', quantity: 1 });
    say(bench, entry, { version: 5, status: 'cancelled' });
    expect([order().state, order().quantity]).toEqual(['working', 333]);
    say(bench, entry, { version: 6, status: 'expired', reason: 'why' });
    expect([order().state, order().reason]).toEqual(['expired', 'why']);
    say(bench, entry, { version: 7 });
    expect(order().reason).toBe('why');
  });

  it('of an order that is not known is no matter', () => {
    const { bench, facts } = sent();
    const before = facts.orders.size;
    say(bench, { clientOrderId: 'gone' } as OrderRequest, {});
    answered(bench, { clientOrderId: 'gone' } as OrderRequest, 'submit', { kind: 'accepted' });
    bench.send({ type: 'timer', timerId: 'recancel/gone' });
    expect(facts.orders.size).toBe(before);
  });

  it('brings size and levels to what they are there', () => {
    const { bench, entry, order } = sent();
    say(bench, entry, { version: 3, quantity: 200 });
    expect([order().quantity, order().told]).toEqual([200, 3]);
    say(bench, entry, { version: 4 });
    expect([order().quantity, order().told]).toEqual([200, 3]);
  });

  it('`filled` waits for the fills, and its total is what they will be', () => {
    const { bench, entry, order, facts } = sent();
    say(bench, entry, { status: 'filled', filled: 300 });
    expect([order().state, order().quantity, order().claimed]).toEqual(['working', 300, 300]);
    bench.fill(entry, 299, 300_000);
    expect(order().state).toBe('partial');
    bench.fill(entry, 1, 300_000);
    expect([order().state, facts.open.has(entry.clientOrderId)]).toEqual(['filled', false]);
  });

  it('`filled` without a total leaves the size as it was', () => {
    const { bench, entry, order } = sent();
    bench.fill(entry, 333, 300_000);
    say(bench, entry, { status: 'filled', filled: 0 });
    expect([order().state, order().quantity]).toEqual(['filled', 333]);
  });

  it('of fills that are still on their way keeps a final order in mind until they are here', () => {
    const { bench, entry, order, facts } = sent();
    say(bench, entry, { status: 'cancelled', filled: 10 });
    expect([order().state, facts.late.has(entry.clientOrderId)]).toEqual(['cancelled', true]);
    bench.fill(entry, 9, 300_000);
    expect(facts.late.has(entry.clientOrderId)).toBe(true);
    bench.fill(entry, 1, 300_000);
    expect(facts.late.has(entry.clientOrderId)).toBe(false);
    expect(order().claimed).toBe(10);
    // A smaller claim is an older one.
    say(bench, entry, { version: 2, status: 'cancelled', filled: 4 });
    expect(order().claimed).toBe(10);
  });

  it('counts a reject once', () => {
    const { bench, entry, facts } = sent();
    say(bench, entry, { status: 'rejected' });
    say(bench, entry, { version: 2, status: 'rejected' });
    expect(facts.counters.rejects).toBe(1);
  });
});

describe('the port’s answer', () => {
  it('to a submit: a reject ends it with its reason, a lost one is unknown, unless the venue has spoken', () => {
    const rejected = sent();
    answered(rejected.bench, rejected.entry, 'submit', {
      kind: 'rejected',
      code: 'X',
      reason: 'no',
    } as never);
    expect([rejected.order().state, rejected.order().reason]).toEqual(['rejected', 'no']);
    const lost = sent();
    answered(lost.bench, lost.entry, 'submit', { kind: 'unknown' } as never);
    expect(lost.order().state).toBe('unknown');
    const spoken = sent();
    say(spoken.bench, spoken.entry, {});
    answered(spoken.bench, spoken.entry, 'submit', { kind: 'unknown' } as never);
    expect(spoken.order().state).toBe('working');
    const accepted = sent();
    answered(accepted.bench, accepted.entry, 'submit', { kind: 'accepted' });
    expect(accepted.order().state).toBe('pending');
  });

  it('to an amend: accepted it stands, refused it does not, unknown it is still asked for', () => {
    for (const [kind, quantity, isAsked] of [
      ['accepted', 200, false],
      ['rejected', 333, false],
      ['unknown', 333, true],
    ] as const) {
      const { bench, entry, order } = sent();
      say(bench, entry, {});
      order().amending = { quantity: 200 };
      order().amendedAt = order().told;
      answered(bench, entry, 'amend', { kind, reason: 'x' } as never);
      expect([order().quantity, order().amending !== undefined]).toEqual([quantity, isAsked]);
    }
  });

  it('to an amend is outranked by what the venue has said since', () => {
    const { bench, entry, order } = sent();
    order().amending = { quantity: 200 };
    order().amendedAt = order().told;
    say(bench, entry, { version: 9, quantity: 250 });
    answered(bench, entry, 'amend', { kind: 'accepted' });
    expect([order().quantity, order().amending]).toEqual([250, undefined]);
  });

  it('to an amend down to what has filled ends it with the venue’s own word', () => {
    const { bench, entry, order } = sent();
    bench.fill(entry, 200, 300_000);
    order().amending = { quantity: 200 };
    order().amendedAt = order().told;
    expect(openQuantity(order())).toBe(133);
    answered(bench, entry, 'amend', { kind: 'accepted' });
    expect([order().state, openQuantity(order())]).toEqual(['partial', 133]);
    say(bench, entry, { version: 9, status: 'filled', filled: 200, quantity: 200 });
    expect([order().state, openQuantity(order())]).toEqual(['filled', 0]);
  });

  it('while an amend is in doubt the larger size counts', () => {
    const { order } = sent();
    order().amending = { quantity: 400 };
    expect(openQuantity(order())).toBe(400);
    order().amending = { price: 1 };
    expect(openQuantity(order())).toBe(333);
  });

  it('to a cancel that was refused: asked again after a second, not at once, and not of a final one', () => {
    const { bench, entry, order, facts } = sent();
    bench.send({
      type: 'command',
      commandId: 'c',
      command: { kind: 'kill', cancel: true, flatten: false, reason: 'x' },
    });
    expect(order().cancelRequested).toBe(true);
    answered(bench, entry, 'cancel', { kind: 'rejected', code: 'X', reason: 'x' } as never);
    const timerId = `recancel/${entry.clientOrderId}`;
    expect(facts.timers.get(timerId)).toBe(bench.now + 1_000);
    const again = bench.wait(1_000).send({ type: 'timer', timerId });
    expect(again).toMatchObject([{ type: 'cancel', request: { clientOrderId: entry.clientOrderId } }]);
    say(bench, entry, { status: 'cancelled' });
    answered(bench, entry, 'cancel', { kind: 'rejected', code: 'X', reason: 'x' } as never);
    expect(facts.timers.has(timerId)).toBe(false);
  });
});

describe('final orders', () => {
  it('are forgotten, the oldest first, from the 216th on; the living and the awaited never', () => {
    const bench = new CoreBench({ risk: { ...new CoreBench().core.config.risk, doubleSendMs: 0 } });
    const ids: string[] = [];
    for (let i = 0; i < 216; i++) {
      const [entry] = submits(bench.ask('s1', { ...LONG, entry: 299_000, stop: 296_000 }));
      if (!entry) throw new Error('no entry');
      ids.push(entry.clientOrderId);
      if (i === 1) say(bench, entry, { status: 'cancelled', filled: 5 });
      else if (i > 0) say(bench, entry, { status: 'cancelled' });
      if (i === 214) expect(bench.facts.orders.size).toBe(215);
    }
    const gone = ids.filter((id) => !bench.facts.orders.has(id));
    // Of the oldest 16 the first lives and the second waits for its fills.
    expect(gone).toEqual(ids.slice(2, 16));
  });
});
