import { describe, expect, it } from 'vitest';
import type { Input } from '../../../src/core/event.ts';
import { createTapeClock } from '../../../src/runtime/clock/tape-clock.ts';
import { createResolver } from '../../../src/runtime/effects/resolver.ts';
import {
  BotrcError,
  type CancelRequest,
  type Exchange,
  type OrderSnapshot,
  type Outcome,
} from '../../../src/sdk/index.ts';

const ID = 'r0-1';
const WORKING: OrderSnapshot = {
  type: 'order',
  clientOrderId: ID,
  instrument: 'BTCUSDT',
  status: 'working',
  filled: 0,
  version: 1,
  time: 1,
  side: 'sell',
  orderType: 'stop-market',
  quantity: 100,
  triggerPrice: 297_000,
  reduceOnly: true,
};

/** A resolver in front of a venue that answers as the test says, and what it told. */
function rig(venue: {
  readonly find: () => OrderSnapshot | undefined;
  readonly cancel?: () => Outcome;
  readonly order?: { cancelRequested: boolean; amending: { quantity: number } | undefined };
}) {
  const clock = createTapeClock(0);
  const told: Input[] = [];
  const cancels: CancelRequest[] = [];
  const exchange = {
    findOrder: async () => venue.find(),
    executionsSince: async () => [],
    cancel: async (request: CancelRequest) => {
      cancels.push(request);
      return venue.cancel?.() ?? ({ kind: 'accepted' } as const);
    },
  } as unknown as Exchange;
  const quiet = (): void => undefined;
  const resolver = createResolver({
    exchange,
    clock,
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    push: (event) => told.push(event),
    order: () => venue.order,
    isKnown: () => false,
    lastExecutionMs: () => 0,
  });
  /** Lets time pass until it has its answer. */
  const settle = async (doubts?: ('cancel' | 'amend')[]): Promise<number> => {
    let done = false;
    const resolution = resolver.resolve(ID, 'BTCUSDT', doubts).then(() => {
      done = true;
    });
    while (!done) {
      await new Promise(setImmediate);
      clock.advance();
    }
    await resolution;
    return clock.now();
  };
  const outcomes = () =>
    told.flatMap((e) => (e.type === 'outcome' ? [[e.request, e.outcome.kind] as const] : []));
  return { settle, told, cancels, outcomes };
}

describe('the resolver', () => {
  it('tells what the venue says of the order, and nothing more', async () => {
    const { settle, told } = rig({ find: () => WORKING });
    await settle();
    expect(told).toEqual([WORKING]);
  });

  it('believes the venue that it never took an order when it has said so three times', async () => {
    let asked = 0;
    const { settle, outcomes } = rig({
      find: () => {
        asked++;
        return undefined;
      },
    });
    await settle();
    expect([asked, outcomes()]).toEqual([3, [['submit', 'rejected']]]);
  });

  it('asks a silent venue again and again, with backoff', async () => {
    let asked = 0;
    const { settle, told } = rig({
      find: () => {
        if (++asked < 4) throw new BotrcError('BOTRC_EXCHANGE_UNREACHABLE', 'silent');
        return WORKING;
      },
    });
    expect(await settle()).toBe(1_000 + 2_000 + 5_000);
    expect(told).toEqual([WORKING]);
  });

  it('sends a cancel in doubt again while the order works, until the venue has taken it', async () => {
    const answers: Outcome[] = [{ kind: 'unknown', code: 'x', reason: 'x' }, { kind: 'accepted' }];
    const order = { cancelRequested: true, amending: undefined };
    const { settle, cancels, outcomes } = rig({
      find: () => WORKING,
      cancel: () => answers.shift() ?? { kind: 'accepted' },
      order,
    });
    await settle(['cancel', 'amend']);
    expect(cancels).toEqual([
      { instrument: 'BTCUSDT', clientOrderId: ID },
      { instrument: 'BTCUSDT', clientOrderId: ID },
    ]);
    expect(outcomes()).toEqual([
      ['cancel', 'unknown'],
      ['cancel', 'accepted'],
    ]);
  });

  it.each([
    ['an order that is final', { ...WORKING, status: 'filled' } as const, true],
    ['an order that nobody wanted cancelled', WORKING, false],
  ])('cancels nothing of %s', async (_what, found, cancelRequested) => {
    const { settle, cancels } = rig({ find: () => found, order: { cancelRequested, amending: undefined } });
    await settle(['cancel', 'amend']);
    expect(cancels).toEqual([]);
  });

  it('sees at the size whether an amend in doubt was taken', async () => {
    const order = { cancelRequested: false, amending: { quantity: 70 } };
    const taken = rig({ find: () => ({ ...WORKING, quantity: 70 }), order });
    await taken.settle(['amend']);
    expect(taken.outcomes()).toEqual([['amend', 'accepted']]);
    const lost = rig({ find: () => WORKING, order });
    await lost.settle(['amend']);
    expect(lost.outcomes()).toEqual([['amend', 'rejected']]);
    expect(lost.told.filter((e) => e.type === 'order')).toHaveLength(3);
  });

  it('leaves an amend alone that is not in doubt: its answer is on the way', async () => {
    const { settle, outcomes } = rig({
      find: () => WORKING,
      order: { cancelRequested: true, amending: { quantity: 70 } },
    });
    await settle();
    expect(outcomes()).toEqual([]);
  });
});
