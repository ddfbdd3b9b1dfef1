import { afterEach, describe, expect, it } from 'vitest';
import type { ControlClient } from '../../src/control/client.ts';
import type { OrderRequest } from '../../src/sdk/index.ts';
import { VenueUnderTest } from '../fixtures/venue/venue-under-test.ts';
import { DeadBot } from '../torture/kill/dead-bot.ts';
import { factDifferences } from '../torture/kill/same-books.ts';

const STOP_AT = 5_500_000;
const BUY: OrderRequest = {
  account: 'main',
  instrument: 'BTCUSDT',
  leg: 'net',
  owner: 'busy',
  clientOrderId: 'old-1',
  side: 'buy',
  type: 'market',
  quantity: 100,
  timeInForce: 'ioc',
  reduceOnly: false,
  role: 'entry',
};
const CLOSING = { ...BUY, side: 'sell', timeInForce: 'gtc', reduceOnly: true } as const;
const STOP: OrderRequest = {
  ...CLOSING,
  clientOrderId: 'old-2',
  type: 'stop-market',
  triggerPrice: STOP_AT,
  role: 'stop',
};
const TARGET: OrderRequest = {
  ...CLOSING,
  clientOrderId: 'old-3',
  type: 'limit',
  price: 7_500_000,
  role: 'target',
};
/** What somebody does in the venue's own app. */
const HAND_SELL: OrderRequest = { ...BUY, clientOrderId: 'hand-1', side: 'sell', quantity: 60 };
const HAND_REST: OrderRequest = {
  ...BUY,
  clientOrderId: 'hand-2',
  type: 'limit',
  price: 5_000_000,
  timeInForce: 'gtc',
};

const UP = { type: 'feed', status: 'up', reason: 'test' } as const;
const enter = { type: 'submit', order: BUY, plan: { stop: STOP_AT, targets: [] } };
const submit = (order: OrderRequest): object => ({ type: 'submit', order });

let venue: VenueUnderTest;
let dead: DeadBot;
let client: ControlClient | undefined;

async function begin(): Promise<void> {
  venue = await VenueUnderTest.start({
    seed: 'reconcile',
    speed: 60,
    faults: { lost: 0, mute: 0, drop: 0, lagMs: 0 },
  });
  dead = new DeadBot(venue);
}

async function restart(wishes: Parameters<DeadBot['restart']>[1]): Promise<ControlClient> {
  const attached = await dead.restart(2_000, wishes).attach();
  client = attached;
  const state = async (): Promise<string> => (await attached.call('view', {})).head.state;
  await expect.poll(state, { timeout: 15_000 }).toMatch(/running|halted/);
  return attached;
}

const disagreement = async (): Promise<readonly string[]> =>
  factDifferences(dead.look.facts(), await venue.books());

afterEach(async () => {
  client?.close();
  await dead.remove();
  await venue.stop();
});

describe('a bot that comes back to an account that went on without it (E-6)', () => {
  it('books missed parts, sees a target that is gone, and sends a new stop for one that a crash kept back', async () => {
    await begin();
    await dead.journal(async (note) => {
      await dead.open(note);
      note(UP, [enter]);
      await dead.send(BUY, 'filled');
      // The crash came after the first part was told: the rest was filled unheard.
      const [first] = dead.fills;
      if (first) note(first, [submit(STOP), submit(TARGET)]);
      await dead.send(TARGET, 'working');
      note(
        {
          type: 'outcome',
          request: 'submit',
          clientOrderId: TARGET.clientOrderId,
          outcome: { kind: 'accepted' },
        },
        [{ type: 'timer', timerId: 'unprotected/main/BTCUSDT/net/busy', dueMs: 1 }],
      );
      await dead.cancel(TARGET);
    });
    await restart({ unprotectedSeconds: 300 });
    await venue.freeze();
    const stops = async (): Promise<unknown> =>
      (await venue.books()).snapshot.orders.map((o) => [o.orderType, o.quantity, o.triggerPrice]);
    await expect.poll(stops, { timeout: 5_000 }).toEqual([['stop-market', 100, STOP_AT]]);
    await expect.poll(disagreement, { timeout: 5_000 }).toEqual([]);
    const { kill, plan, flattening, orders } = dead.look.facts();
    expect({ kill, plan, flattening: flattening.size }).toEqual({ kill: undefined, plan: [], flattening: 0 });
    expect(orders.get('old-2')).toMatchObject({ state: 'rejected', reason: 'the venue never took it' });
    expect(orders.get('old-3')?.state).toBe('cancelled');
    expect((await venue.books()).submits.filter(([id]) => id === 'old-2')).toEqual([]);
  }, 40_000);

  it('asks what to do about trades by another hand, then does it, and sees those that happen while it runs', async () => {
    await begin();
    await dead.journal(async (note) => {
      await dead.open(note);
      note(UP, [enter]);
      await dead.send(BUY, 'filled');
      for (const fill of dead.fills) note(fill, fill === dead.fills[0] ? [submit(STOP)] : []);
      await dead.send(STOP, 'working');
    });
    await dead.send(HAND_SELL, 'filled');
    await dead.send(HAND_REST, 'working');
    const bot = await restart({ policy: 'ask' });
    await venue.freeze();
    expect((await bot.call('view', {})).risk.killSwitch.active).toBe(true);
    const shown = await bot.call('reconcile', { apply: false, choices: {} });
    const waiting = shown.items.filter((item) => item.state === 'waits');
    expect(shown.resolved).toBe(false);
    expect(waiting.slice(0, 2).map(({ id, severity, action }) => [id, severity, action])).toEqual([
      ['position/BTCUSDT/net', 'critical', 'adopt'],
      ['order/hand-2', 'critical', 'cancel'],
    ]);
    await expect(
      bot.call('reconcile', { apply: true, choices: { 'order/hand-2': 'close' } }),
    ).rejects.toMatchObject({ code: 'BOTRC_RECONCILE_CHOICE' });

    const done = await bot.call('reconcile', { apply: true, choices: {} });
    expect(done).toMatchObject({ resolved: true, killed: true });
    await expect
      .poll(async () => (await venue.books()).snapshot.orders.map((o) => [o.clientOrderId, o.quantity]), {
        timeout: 5_000,
      })
      .toEqual([['old-2', 40]]);
    const after = await bot.call('reconcile', { apply: false, choices: {} });
    expect(after.items).toEqual([]);

    await venue.thaw();
    await bot.call('resume', { reason: 'the test has looked' });
    await dead.send({ ...HAND_SELL, clientOrderId: 'hand-3', quantity: 40 }, 'filled');
    const facts = (): unknown => dead.look.facts().plan.map((item) => item.id);
    await expect.poll(facts, { timeout: 10_000 }).toContain('position/BTCUSDT/net');
    const killed = async (): Promise<boolean> => (await bot.call('view', {})).risk.killSwitch.active;
    await expect.poll(killed, { timeout: 5_000 }).toBe(true);
  }, 60_000);

  it('closes and cancels under the policy `flatten` what it does not know', async () => {
    await begin();
    await dead.journal((note) => dead.open(note));
    await dead.send({ ...HAND_SELL, clientOrderId: 'hand-4' }, 'filled');
    await dead.send(HAND_REST, 'working');
    await restart({ policy: 'flatten' });
    const left = async (): Promise<unknown> => {
      const { positions, orders } = (await venue.books()).snapshot;
      return [positions.length, orders.length];
    };
    await expect.poll(left, { timeout: 10_000 }).toEqual([0, 0]);
    expect(dead.look.facts().kill).toBeDefined();
  }, 40_000);
});
