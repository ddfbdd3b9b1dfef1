import { expect, it } from 'vitest';
import { rulesOf } from '../../src/core/risk/rules/index.ts';
import type { AmendIntent, PlainOrder } from '../../src/sdk/index.ts';
import { CoreBench, submits } from './harness.ts';

const LIMIT: PlainOrder = {
  ...{ type: 'order', instrument: 'BTCUSDT', side: 'buy', orderType: 'limit', price: 299_000 },
  ...{ quantity: 100, reason: 'test' },
};
const SALE: PlainOrder = { ...LIMIT, side: 'sell', price: 301_000 };
const { price: _, ...unpriced } = LIMIT;
const STOP: PlainOrder = { ...unpriced, orderType: 'stop-market', triggerPrice: 301_000 };

it.each([
  ['a bid, raised', LIMIT, { price: 299_001 }, true],
  ['a bid, lowered', LIMIT, { price: 298_999 }, false],
  ['a bid at its own price', LIMIT, { price: 299_000, quantity: 99 }, false],
  ['an offer, lowered', SALE, { price: 300_999 }, true],
  ['an offer, raised', SALE, { price: 301_001 }, false],
  ['an offer at its own price', SALE, { price: 301_000, quantity: 99 }, false],
  ['a larger size', LIMIT, { quantity: 101 }, true],
  ['a smaller size', LIMIT, { quantity: 99 }, false],
  ['a trigger, moved away', STOP, { triggerPrice: 302_000 }, true],
  ['a trigger, moved near', STOP, { triggerPrice: 300_500 }, true],
] as const)(
  'an amend of an entry while entries are paused: %s enlarges: %s',
  (_case, order, change, isRefused) => {
    const bench = new CoreBench();
    const [sent] = submits(bench.ask('s1', order));
    if (!sent) throw new Error('no order');
    bench.update(sent, 'working', 1);
    bench.facts.paused = true;
    const intent: AmendIntent = {
      type: 'amend',
      clientOrderId: sent.clientOrderId,
      reason: 'test',
      ...change,
    };
    const amends = bench.ask('s1', intent).filter((effect) => effect.type === 'amend');
    expect(amends).toHaveLength(isRefused ? 0 : 1);
    expect(bench.refused).toEqual(isRefused ? [{ owner: 's1', rule: 'open-for-entries' }] : []);
  },
);

it('the verdict on an amend has the rules that were asked, and nothing else', () => {
  const bench = new CoreBench();
  const [sent] = submits(bench.ask('s1', LIMIT));
  if (!sent) throw new Error('no order');
  bench.update(sent, 'working', 1);
  const { clientOrderId } = sent;
  const effects = bench.ask('s1', { type: 'amend', clientOrderId, reason: 'test', quantity: 101 });
  const [verdict] = effects.flatMap((e) =>
    e.type === 'record' && e.record.kind === 'verdict' ? [e.record] : [],
  );
  expect(verdict?.rules.map(({ rule }) => rule)).toEqual(rulesOf(bench.core).map(({ name }) => name));
});
