import { afterEach, describe, expect, it } from 'vitest';
import type { OrderRequest } from '../../src/sdk/index.ts';
import { VenueUnderTest } from '../fixtures/venue/venue-under-test.ts';
import { DeadBot } from '../torture/kill/dead-bot.ts';
import { factDifferences } from '../torture/kill/same-books.ts';

const STOP_AT = 6_200_000;
const closing = {
  account: 'main',
  instrument: 'BTCUSDT',
  leg: 'net',
  owner: 'busy',
  side: 'sell',
  quantity: 100,
  timeInForce: 'gtc',
  reduceOnly: true,
} as const;
const ENTRY: OrderRequest = {
  ...closing,
  clientOrderId: 'old-1',
  side: 'buy',
  type: 'market',
  timeInForce: 'ioc',
  reduceOnly: false,
  role: 'entry',
};
const STOP: OrderRequest = {
  ...closing,
  clientOrderId: 'old-2',
  type: 'stop-market',
  triggerPrice: STOP_AT,
  role: 'stop',
};
const TARGET: OrderRequest = {
  ...closing,
  clientOrderId: 'old-3',
  type: 'limit',
  price: 7_500_000,
  role: 'target',
};
const UNSENT: OrderRequest = { ...TARGET, clientOrderId: 'old-4', price: 7_600_000 };
const EXIT: OrderRequest = {
  ...closing,
  clientOrderId: 'old-5',
  type: 'market',
  quantity: 40,
  timeInForce: 'ioc',
  role: 'exit',
};

const UP = { type: 'feed', status: 'up', reason: 'test' } as const;
const enter = { type: 'submit', order: ENTRY, plan: { stop: STOP_AT, targets: [] } };
const submit = (order: OrderRequest): object => ({ type: 'submit', order });

let venue: VenueUnderTest;
let dead: DeadBot;

async function begin(lagMs: number): Promise<void> {
  venue = await VenueUnderTest.start({
    seed: 'doubts',
    speed: 60,
    faults: { lost: 0, mute: 0, drop: 0, lagMs },
  });
  dead = new DeadBot(venue);
}
afterEach(async () => {
  await dead.remove();
  await venue.stop();
});

describe('a bot that was killed before it knew what became of its requests', () => {
  it('finds out before it does anything else: sends a cancel again, never an order, and keeps what it holds', async () => {
    await begin(20);
    await dead.journal(async (note) => {
      await dead.open(note);
      note(UP, [enter]);
      await dead.send(ENTRY, 'filled');
      for (const fill of dead.fills) note(fill);
      await dead.send(STOP, 'working');
      await dead.send(TARGET, 'working');
      const { instrument, clientOrderId } = STOP;
      note({ type: 'timer', timerId: 'none' }, [
        ...[STOP, TARGET, UNSENT].map(submit),
        // Long overdue when it starts again.
        { type: 'timer', timerId: 'unprotected/main/BTCUSDT/net/busy', dueMs: 1 },
        { type: 'cancel', request: { instrument, clientOrderId: TARGET.clientOrderId }, reason: 'test' },
        { type: 'amend', request: { instrument, clientOrderId, quantity: 60 } },
      ]);
    });
    const client = await dead.restart(1_000).attach();
    const state = async (): Promise<string> => (await client.call('view', {})).head.state;
    await expect.poll(state, { timeout: 15_000 }).toBe('running');
    await expect.poll(async () => (await venue.books()).snapshot.orders.length, { timeout: 5_000 }).toBe(1);
    client.close();

    const { submits, snapshot } = await venue.books();
    expect(submits).toEqual([ENTRY, STOP, TARGET].map((order) => [order.clientOrderId, 1]));
    expect(snapshot.orders).toMatchObject([{ clientOrderId: 'old-2', quantity: 100 }]);
    expect(snapshot.positions).toMatchObject([{ quantity: 100 }]);
    const { orders, kill } = dead.look.facts();
    const ends = [...orders.values()].map((o) => [o.clientOrderId, o.state, o.quantity, o.amending]);
    expect(ends).toEqual([
      ['old-1', 'filled', 100, undefined],
      ['old-2', 'working', 100, undefined],
      ['old-3', 'cancelled', 100, undefined],
      ['old-4', 'rejected', 100, undefined],
    ]);
    expect(kill).toBeUndefined();
    expect(dead.alerts).toEqual(['BTCUSDT: target order rejected']);
  }, 40_000);

  it('books what it missed before what happens meanwhile', async () => {
    // So slow that the exit is filled, and told of, while the bot still waits for the fills of the entry.
    await begin(600);
    await dead.journal(async (note) => {
      await dead.open(note);
      note(UP, [enter]);
      await dead.send(ENTRY, 'filled');
      note({ type: 'timer', timerId: 'none' }, [submit(EXIT)]);
    });
    const bot = dead.restart(5_000);
    await bot.connected;
    await dead.send(EXIT, 'filled');
    const client = await bot.attach();
    const state = async (): Promise<string> => (await client.call('view', {})).head.state;
    await expect.poll(state, { timeout: 20_000 }).toBe('running');
    client.close();
    await venue.freeze();
    await expect
      .poll(async () => factDifferences(dead.look.facts(), await venue.books()), { timeout: 5_000 })
      .toEqual([]);
    expect(dead.look.facts().kill).toBeUndefined();
  }, 40_000);
});
