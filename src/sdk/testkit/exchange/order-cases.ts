import type { Outcome } from '../../contracts/exchange.ts';
import { BotrcError } from '../../errors.ts';
import type { OrderRequest } from '../../orders/order.ts';
import { expectEqual, expectTrue, type Suite } from '../suite.ts';
import type { ExchangeHarness } from './harness.ts';
import { connected } from './session.ts';
import { expectRejected, trading } from './trading.ts';

/** The account: what takes no orders says so; what takes them keeps its word. */
export const orderCases: Suite<ExchangeHarness> = [
  {
    id: 'EX-30',
    title: 'without execution, turns every request away with a reason and holds nothing',
    run: connected(async ({ exchange, instrument }) => {
      if (exchange.capabilities().execution !== 'none') return { skipped: 'the exchange executes' };
      const clientOrderId = 'ex-none';
      const order: OrderRequest = {
        ...{ account: 'main', instrument, leg: 'net', owner: 'suite', clientOrderId },
        ...{ side: 'buy', type: 'market', quantity: 1, timeInForce: 'ioc', reduceOnly: false, role: 'entry' },
      };
      const request = { instrument, clientOrderId };
      await expectTurnedAway(() => exchange.submit(order), 'submit');
      await expectTurnedAway(() => exchange.cancel(request), 'cancel');
      await expectTurnedAway(() => exchange.amend({ ...request, quantity: 2 }), 'amend');
    }),
  },
  {
    id: 'EX-31',
    title: 'states fee rates as whole numbers of 10^-8',
    run: connected(async ({ exchange, instrument }) => {
      const { maker, taker } = await exchange.feeRates(instrument);
      for (const rate of [maker, taker])
        expectTrue(Number.isSafeInteger(rate) && Math.abs(rate) < 10_000_000, `fee rate ${rate}`);
    }),
  },
  {
    id: 'EX-32',
    title: 'takes a resting order, tells of it, finds it and shows it in the snapshot',
    run: trading(async ({ exchange, resting, submit, until, found }) => {
      const order = resting();
      await submit(order);
      const update = await until(order.clientOrderId, 'working');
      expectEqual(update.filled, 0, 'filled');
      const { side, orderType, quantity, price } = (await found(order.clientOrderId)) ?? {};
      expectEqual([side, orderType, quantity, price], ['buy', 'limit', order.quantity, order.price], 'found');
      const { orders } = await exchange.snapshot();
      expectTrue(
        orders.some((o) => o.clientOrderId === order.clientOrderId),
        'the order is not in the snapshot',
      );
    }),
  },
  {
    id: 'EX-33',
    title: 'knows an accepted order at once, before any event tells of it',
    run: trading(async ({ resting, submit, found }) => {
      const order = resting();
      await submit(order);
      expectEqual((await found(order.clientOrderId))?.status, 'working', 'status right after submit');
    }),
  },
  {
    id: 'EX-34',
    title: 'never has two orders of one client order id',
    run: trading(async ({ exchange, resting, submit, until }) => {
      const order = resting();
      await submit(order);
      await until(order.clientOrderId, 'working');
      const again = await exchange.submit(order);
      expectTrue(again.kind !== 'accepted', 'a second order was accepted under the same id');
      const { orders } = await exchange.snapshot();
      expectEqual(
        orders.filter((o) => o.clientOrderId === order.clientOrderId).length,
        1,
        'orders of the id',
      );
    }),
  },
  {
    id: 'EX-35',
    title: 'cancels a resting order, which is then final and found as such',
    run: trading(async ({ exchange, instrument, resting, submit, until, found }) => {
      const order = resting();
      const { clientOrderId } = order;
      await submit(order);
      await until(clientOrderId, 'working');
      expectEqual(await exchange.cancel({ instrument, clientOrderId }), { kind: 'accepted' }, 'cancel');
      await until(clientOrderId, 'cancelled');
      expectEqual((await found(clientOrderId))?.status, 'cancelled', 'found');
      const { orders } = await exchange.snapshot();
      expectTrue(!orders.some((o) => o.clientOrderId === clientOrderId), 'a cancelled order in the snapshot');
      expectRejected(await exchange.cancel({ instrument, clientOrderId }), 'the cancel of a final order');
    }),
  },
  {
    id: 'EX-36',
    title: 'amends a resting order or says why not',
    run: trading(async ({ exchange, instrument, resting, submit, until, waitFor, found }) => {
      const order = resting();
      const { clientOrderId } = order;
      await submit(order);
      const before = await until(clientOrderId, 'working');
      const outcome = await exchange.amend({ instrument, clientOrderId, quantity: order.quantity * 2 });
      if (outcome.kind === 'rejected') {
        expectRejected(outcome, 'amend');
        return;
      }
      const after = await waitFor('the amended quantity', async () => {
        const seen = await found(clientOrderId);
        return seen?.quantity === order.quantity * 2 ? seen : undefined;
      });
      expectTrue(after.version >= before.version, 'the version went back');
    }),
  },
  {
    id: 'EX-37',
    title: 'fills a market order: fills with unique ids add up to the order, the executions and the position',
    run: trading(async ({ exchange, instrument, taking, submit, until, fillsOf, now, events }) => {
      const fromMs = now();
      const order = taking('buy');
      await submit(order);
      const update = await until(order.clientOrderId, 'filled');
      const fills = fillsOf(order.clientOrderId);
      expectEqual(update.filled, order.quantity, 'filled');
      expectEqual(sum(fills.map((fill) => fill.quantity)), order.quantity, 'sum of the fills');
      expectEqual(new Set(fills.map((fill) => fill.fillId)).size, fills.length, 'distinct fill ids');
      const executions = await exchange.executionsSince(fromMs);
      for (const { fillId } of fills)
        expectTrue(
          executions.some((e) => e.type === 'fill' && e.fillId === fillId),
          `fill ${fillId} is not among the executions`,
        );
      const { positions, balances } = await exchange.snapshot();
      expectEqual(sum(positions.filter(of(instrument)).map((p) => p.quantity)), order.quantity, 'position');
      expectTrue(balances.length > 0, 'no balance');
      const versions = events.flatMap((e) =>
        e.type === 'order' && e.clientOrderId === order.clientOrderId ? [e.version] : [],
      );
      expectEqual(
        [...versions].sort((a, b) => a - b),
        versions,
        'versions in order',
      );

      const exit = taking('sell', true);
      await submit(exit);
      await until(exit.clientOrderId, 'filled');
      const after = await exchange.snapshot();
      expectEqual(
        sum(after.positions.filter(of(instrument)).map((p) => p.quantity)),
        0,
        'position at the end',
      );
    }),
  },
  {
    id: 'EX-38',
    title: 'turns a reduce-only order without a position away, or ends it unfilled',
    run: trading(async ({ exchange, taking, waitFor, events }) => {
      const order = taking('sell', true);
      const outcome = await exchange.submit(order);
      if (outcome.kind === 'rejected') {
        expectRejected(outcome, 'reduce-only');
        return;
      }
      const end = await waitFor('the end of the order', () =>
        events.find(
          (e) => e.type === 'order' && e.clientOrderId === order.clientOrderId && e.status !== 'working',
        ),
      );
      expectEqual(end.type === 'order' && end.filled, 0, 'filled');
    }),
  },
  {
    id: 'EX-39',
    title: 'turns away, with a reason, what it does not know: an order to cancel, an instrument, an id',
    run: trading(async ({ exchange, instrument, harness, resting, found }) => {
      const unlisted = harness.unlisted ?? 'NOSUCHUSDT';
      expectRejected(await exchange.cancel({ instrument, clientOrderId: 'ex-never-seen' }), 'cancel');
      expectRejected(await exchange.submit({ ...resting(), instrument: unlisted }), unlisted);
      expectEqual(await found('ex-never-seen'), undefined, 'an order never seen');
    }),
  },
  {
    id: 'EX-40',
    title: 'turns away, with a reason, an order that breaks the rules of its instrument',
    run: trading(async ({ exchange, resting, instrument }) => {
      const [definition] = await exchange.instruments([instrument]);
      if (definition === undefined) throw new Error(`no definition of ${instrument}`);
      const order = resting();
      const bad: Record<string, OrderRequest> = {
        'a quantity of zero': { ...order, quantity: 0 },
        'a quantity above the most': { ...order, quantity: definition.maxQuantity + definition.lot },
        ...(definition.tick > 1 && { 'a price off the tick': { ...order, price: order.price! + 1 } }),
        ...(definition.lot > 1 && { 'a quantity off the lot': { ...order, quantity: order.quantity + 1 } }),
      };
      for (const [what, request] of Object.entries(bad)) expectRejected(await exchange.submit(request), what);
    }),
  },
];

function of(instrument: string): (position: { instrument: string }) => boolean {
  return (position) => position.instrument === instrument;
}

function sum(quantities: readonly number[]): number {
  return quantities.reduce((total, quantity) => total + quantity, 0);
}

/** Rejected with a reason, or refused with a coded error. */
async function expectTurnedAway(request: () => Promise<Outcome>, what: string): Promise<void> {
  let outcome: Outcome;
  try {
    outcome = await request();
  } catch (error) {
    expectTrue(error instanceof BotrcError, `${what}: refused without a BotrcError: ${String(error)}`);
    return;
  }
  expectRejected(outcome, what);
}
