import type { ExchangeEvent, Outcome } from '../../contracts/exchange.ts';
import { expectEqual, expectTrue, type Suite, type SuiteResult } from '../suite.ts';
import type { ExchangeHarness, ExchangeTroubles } from './harness.ts';
import { createExchange, refusal } from './session.ts';
import { BookReader } from './shapes.ts';
import { expectRejected, type Trading, trading } from './trading.ts';

/** What must hold while things go wrong: the harness makes the trouble, at the venue. */
export const troubleCases: Suite<ExchangeHarness> = [
  {
    id: 'EX-50',
    title: 'comes back from a lost connection by itself: says so, and begins its books with a snapshot',
    run: troubled('dropConnections', async ({ exchange, instrument, events, waitFor }, drop) => {
      const [depth] = exchange.capabilities().depths.slice(-1);
      const before = events.length;
      drop();
      const since = (): readonly ExchangeEvent[] => events.slice(before);
      const lost = await waitFor('feed down', () => {
        const at = since().findIndex((e) => e.type === 'feed' && e.status === 'down');
        return at >= 0 ? at : undefined;
      });
      await waitFor('feed up again', () =>
        since()
          .slice(lost)
          .find((e) => e.type === 'feed' && e.status === 'up'),
      );
      if (depth === undefined) return;
      const snapshot = await waitFor('a snapshot', () => {
        const at = since().findIndex(
          (e) => e.type === 'book' && e.instrument === instrument && e.kind === 'snapshot',
        );
        return at >= 0 ? at : undefined;
      });
      const reader = new BookReader(depth);
      for (const event of since().slice(snapshot)) if (event.type === 'book') reader.read(event);
    }),
  },
  {
    id: 'EX-51',
    title: 'tells what happened to the account while its connection was lost, each once',
    run: troubled('dropConnections', async (t, drop) => {
      const { taking, submit, until, fillsOf } = t;
      drop();
      const order = taking('buy');
      await submit(order);
      drop();
      const end = await until(order.clientOrderId, 'filled');
      const sum = (): number => fillsOf(order.clientOrderId).reduce((all, fill) => all + fill.quantity, 0);
      await t.waitFor('its fills', () => sum() === end.filled || undefined);
      await t.pass(1_000);
      expectEqual(sum(), end.filled, 'the fills, each once');
    }),
  },
  {
    id: 'EX-52',
    title: 'calls an order whose answer is lost unknown, finds it, and has it once',
    run: troubled('loseAnswer', async ({ exchange, resting, found }, lose) => {
      const order = resting();
      lose();
      const outcome = await exchange.submit(order);
      expectEqual(outcome.kind, 'unknown', 'the outcome of a request without an answer');
      expectReason(outcome);
      expectEqual((await found(order.clientOrderId))?.status, 'working', 'found');
      const { orders } = await exchange.snapshot();
      expectEqual(
        orders.filter((o) => o.clientOrderId === order.clientOrderId).length,
        1,
        'orders of the id',
      );
    }),
  },
  {
    id: 'EX-53',
    title: 'calls an order that never arrived unknown, and finds none once it cannot arrive any more',
    run: troubled('loseRequest', async ({ exchange, resting, found }, lose) => {
      const order = resting();
      lose();
      const outcome = await exchange.submit(order);
      expectEqual(outcome.kind, 'unknown', 'the outcome of a request that was lost');
      expectEqual(await found(order.clientOrderId), undefined, 'found');
    }),
  },
  {
    id: 'EX-54',
    title: 'meets a rate limit with an outcome for each order, and the accepted ones are there',
    run: trading(async ({ exchange, instrument, resting, found }) => {
      const orders = Array.from({ length: 12 }, () => resting());
      const outcomes = await Promise.all(orders.map((order) => exchange.submit(order)));
      for (const [i, outcome] of outcomes.entries()) {
        if (outcome.kind !== 'accepted') expectReason(outcome);
        const id = orders[i]?.clientOrderId ?? '';
        if (outcome.kind === 'rejected') continue;
        const seen = await found(id);
        if (outcome.kind === 'accepted') expectEqual(seen?.status, 'working', `order ${i}`);
        if (seen !== undefined) await exchange.cancel({ instrument, clientOrderId: id });
      }
    }),
  },
  {
    id: 'EX-55',
    title: 'tells another client of the account the same: open orders, positions and executions by their ids',
    run: trading(async (t) => {
      const { harness, exchange, instrument, resting, taking, submit, until, fillsOf } = t;
      if (harness.sharesAccount !== true)
        return { skipped: 'the harness has an account for each client (sharesAccount)' };
      const fromMs = t.now() - 60_000;
      const rests = resting();
      await submit(rests);
      const takes = taking('buy');
      await submit(takes);
      await until(takes.clientOrderId, 'filled');
      await t.waitFor('its fills', () => fillsOf(takes.clientOrderId).length || undefined);
      const other = createExchange(harness, harness.world());
      try {
        await other.connect(() => undefined);
        await other.instruments(harness.instruments);
        const seen = await other.snapshot();
        expectTrue(
          seen.orders.some((order) => order.clientOrderId === rests.clientOrderId),
          'the open order is not in the other snapshot',
        );
        const mine = await exchange.snapshot();
        expectEqual(seen.positions, mine.positions, 'positions');
        const ids = (await other.executionsSince(fromMs)).flatMap((e) =>
          e.type === 'fill' && e.clientOrderId === takes.clientOrderId ? [e.fillId] : [],
        );
        expectEqual(
          ids.sort(),
          fillsOf(takes.clientOrderId)
            .map((fill) => fill.fillId)
            .sort(),
          'fills',
        );
      } finally {
        await other.close();
      }
      await exchange.cancel({ instrument, clientOrderId: rests.clientOrderId });
    }),
  },
  {
    id: 'EX-56',
    title: 'trades nothing with a key that the venue does not know, and says so with a code',
    async run(harness) {
      const { badKey } = harness;
      if (badKey === undefined) return { skipped: 'the harness knows no bad key (badKey)' };
      const exchange = createExchange({ ...harness, options: badKey }, harness.world());
      const [instrument = ''] = harness.instruments;
      try {
        await exchange.connect(() => undefined);
        const [definition] = await exchange.instruments([instrument]);
        expectTrue(definition !== undefined, `no definition of ${instrument}`);
        const [bar] = await exchange.history({ instrument, interval: '1m', limit: 1 });
        const price = Math.floor(((bar?.close ?? 0) * 0.7) / definition.tick) * definition.tick;
        const outcome = await exchange.submit({
          ...{ account: 'main', instrument, leg: 'net', owner: 'suite', clientOrderId: 'ex-bad-key' },
          ...{ side: 'buy', type: 'limit', quantity: definition.minQuantity, price },
          ...{ timeInForce: 'gtc', reduceOnly: false, role: 'entry' },
        });
        expectRejected(outcome, 'an order under a bad key');
        await refusal(exchange.snapshot(), 'the snapshot under a bad key');
      } finally {
        await exchange.close();
      }
    },
  },
  {
    id: 'EX-57',
    title: 'tells of an order that fills in pieces as they come: they add up, and what is filled never falls',
    run: troubled(
      'fillInParts',
      async ({ exchange, instrument, resting, submit, events, fillsOf, waitFor }, make) => {
        const [definition] = await exchange.instruments([instrument]);
        const depth = exchange.capabilities().depths.at(-1);
        if (definition === undefined || depth === undefined) return { skipped: 'it declares no book' };
        make();
        const reader = new BookReader(depth);
        for (const event of events) if (event.type === 'book') reader.read(event);
        // A tick below the best ask: what sells next meets it first.
        const order = {
          ...resting(),
          quantity: resting().quantity * 20,
          price: reader.ask - definition.tick,
        };
        const { clientOrderId, quantity } = order;
        await submit(order);
        const told = (): number[] =>
          events.flatMap((e) => (e.type === 'order' && e.clientOrderId === clientOrderId ? [e.filled] : []));
        const sum = (): number => fillsOf(clientOrderId).reduce((all, fill) => all + fill.quantity, 0);
        const isWhole = (): true | undefined => (told().includes(quantity) && sum() >= quantity) || undefined;
        await waitFor('the whole order', isWhole, 40_000);
        expectEqual(sum(), quantity, 'the pieces');
        expectTrue(fillsOf(clientOrderId).length > 1, 'it filled at once, though the venue fills in parts');
        expectEqual(
          [...told()].sort((a, b) => a - b),
          told(),
          'what is filled',
        );
      },
    ),
  },
];

/** Runs where the harness can make this trouble; says that it cannot elsewhere. */
function troubled(
  trouble: keyof ExchangeTroubles,
  run: (trading: Trading, make: () => void) => Promise<SuiteResult>,
): (harness: ExchangeHarness) => Promise<SuiteResult> {
  return trading(async (t) => {
    const make = t.harness.troubles?.[trouble];
    if (make === undefined) return { skipped: `the harness cannot make this trouble (troubles.${trouble})` };
    return run(t, make);
  });
}

function expectReason(outcome: Outcome): void {
  expectTrue(
    outcome.kind !== 'accepted' && outcome.code !== '' && outcome.reason.trim() !== '',
    'an outcome without code or reason',
  );
}
