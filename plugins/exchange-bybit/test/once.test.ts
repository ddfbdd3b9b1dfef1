import type { ExchangeEvent, Fill, OrderSnapshot } from '@botrc/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Once } from '../src/private/once.ts';
import { readExecution } from '../src/private/read-execution.ts';
import { readOrder } from '../src/private/read-order.ts';
import { BTC } from './support/markets.ts';

/** The life of an order as the venue tells it, several words in one millisecond. */
const LIFE = [
  ['Untriggered', '0', 10],
  ['Triggered', '0', 20],
  ['New', '0', 20],
  ['PartiallyFilled', '0.004', 20],
  ['PartiallyFilled', '0.006', 20],
  ['Filled', '0.010', 20],
] as const;

const word = (at: number): OrderSnapshot => {
  const [orderStatus, cumExecQty, ms] = LIFE[at] ?? expect.unreachable();
  const raw = {
    ...{
      symbol: 'BTCUSDT',
      orderId: 'v-1',
      orderLinkId: 'a-1',
      side: 'Buy',
      orderType: 'Limit',
      price: '60000',
    },
    ...{ qty: '0.010', orderStatus, cumExecQty, positionIdx: 0, reduceOnly: false, triggerPrice: '61000' },
    ...{ triggerDirection: 1, updatedTime: String(1_700_000_000_000 + ms), rejectReason: '', cancelType: '' },
  };
  return readOrder(raw, BTC);
};

const fill = (at: number): Fill => {
  const raw = {
    ...{
      symbol: 'BTCUSDT',
      execId: `e-${at}`,
      orderId: 'v-1',
      orderLinkId: 'a-1',
      side: 'Buy',
      execType: 'Trade',
    },
    ...{ execPrice: '60000', execQty: '0.001', execFee: '0.033', feeCurrency: '', isMaker: false },
    execTime: String(1_700_000_000_000 + at),
  };
  return readExecution(raw, BTC, false) as Fill;
};

describe('what is heard of an account', () => {
  it('has versions that rise with the life of an order, also within a millisecond', () => {
    const versions = LIFE.map((_, at) => word(at).version);
    expect(new Set(versions).size).toBe(LIFE.length);
    expect([...versions].sort((a, b) => a - b)).toEqual(versions);
  });

  it('is told once and never goes back, whatever comes twice, late or in another order', () => {
    const heard = fc.array(
      fc.oneof(
        fc.record({ kind: fc.constant('order' as const), at: fc.nat(LIFE.length - 1) }),
        fc.record({ kind: fc.constant('fill' as const), at: fc.nat(9) }),
      ),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(heard, (items) => {
        const told: ExchangeEvent[] = [];
        const once = new Once((event) => told.push(event));
        for (const { kind, at } of items) kind === 'order' ? once.order(word(at)) : once.execution(fill(at));
        const fills = told.flatMap((event) => (event.type === 'fill' ? [event.fillId] : []));
        const wanted = new Set(items.filter(({ kind }) => kind === 'fill').map(({ at }) => `e-${at}`));
        expect([...fills].sort()).toEqual([...wanted].sort());
        const versions = told.flatMap((event) => (event.type === 'order' ? [event.version] : []));
        expect([...new Set(versions)].sort((a, b) => a - b)).toEqual(versions);
        const words = items.flatMap(({ kind, at }) => (kind === 'order' ? [word(at).version] : []));
        expect(versions.at(-1)).toBe(words.length === 0 ? undefined : Math.max(...words));
      }),
      { seed: 7, numRuns: 1_000 },
    );
  });
});
