import type { OrderRequest } from '../../orders/order.ts';
import { expectEqual, expectTrue, type Suite } from '../suite.ts';
import type { ExchangeHarness } from './harness.ts';
import { connected, refusal } from './session.ts';
import { expectRejected, type Trading, trading } from './trading.ts';

/** Features of orders by which `missing` names them, each as an order far from the market. */
type Shape = (trading: Trading) => OrderRequest;

const SHAPES: Readonly<Record<string, Shape>> = {
  'post-only': ({ resting }) => ({ ...resting(), timeInForce: 'post-only' }),
  'stop-market': (t) => waiting(t, 'stop-market', t.above()),
  'stop-limit': (t) => ({ ...waiting(t, 'stop-limit', t.above()), price: t.above() }),
  'take-profit': (t) => waiting(t, 'take-profit', t.resting().price ?? 0),
  'trailing-stop': (t) => {
    const { price: _, ...order } = t.resting();
    return { ...order, type: 'trailing-stop', trailBy: t.above() - (t.resting().price ?? 0) };
  },
};

/** A buy that waits for its trigger. */
function waiting(
  { resting }: Trading,
  type: 'stop-market' | 'stop-limit' | 'take-profit',
  triggerPrice: number,
) {
  const { price: _, ...order } = resting();
  return { ...order, type, triggerPrice } satisfies OrderRequest;
}

/** Kinds of orders, numbers, and orders that meet one another on their way. */
export const orderTypeCases: Suite<ExchangeHarness> = [
  {
    id: 'EX-41',
    title: 'takes every type of order that is not declared missing, and turns the others away with a reason',
    run: trading(async (t) => {
      const { exchange, instrument, until } = t;
      const { missing } = exchange.capabilities();
      for (const [feature, shape] of Object.entries(SHAPES)) {
        const order = shape(t);
        const outcome = await exchange.submit(order);
        if (missing[feature] !== undefined) {
          expectRejected(outcome, `${feature}, which is declared missing`);
          continue;
        }
        expectEqual(outcome, { kind: 'accepted' }, feature);
        const { clientOrderId } = order;
        await until(clientOrderId, 'working');
        expectEqual(
          await exchange.cancel({ instrument, clientOrderId }),
          { kind: 'accepted' },
          `cancel of ${feature}`,
        );
        await until(clientOrderId, 'cancelled');
      }
    }),
  },
  {
    id: 'EX-42',
    title:
      'fills at no worse than the limit, gives back at once what an ioc order does not get, and says how much',
    run: trading(async ({ exchange, resting, above, fillsOf, events, waitFor }) => {
      const order: OrderRequest = { ...resting(), price: above(), timeInForce: 'ioc' };
      const { clientOrderId } = order;
      expectEqual(await exchange.submit(order), { kind: 'accepted' }, 'submit');
      const end = await waitFor('the end of the order', () =>
        events.find((e) => e.type === 'order' && e.clientOrderId === clientOrderId && e.status !== 'working'),
      );
      const filled = end.type === 'order' ? end.filled : -1;
      expectTrue(filled > 0 && filled <= order.quantity, `filled ${filled} of ${order.quantity}`);
      const sum = (): number => fillsOf(clientOrderId).reduce((total, fill) => total + fill.quantity, 0);
      await waitFor('its fills', () => sum() === filled || undefined);
      for (const { price } of fillsOf(clientOrderId))
        expectTrue(price <= (order.price ?? 0), `filled at ${price}, above the limit of ${order.price}`);
    }),
  },
  {
    id: 'EX-43',
    title: 'ends an order once where its cancel meets its fill, or another cancel',
    run: trading(
      async ({ exchange, instrument, resting, taking, submit, until, fillsOf, events, waitFor }) => {
        const order = taking('buy');
        const { clientOrderId } = order;
        const [made, cancelled] = await Promise.all([
          exchange.submit(order),
          exchange.cancel({ instrument, clientOrderId }),
        ]);
        expectEqual(made, { kind: 'accepted' }, 'submit');
        expectTrue(cancelled.kind !== 'unknown', 'the cancel is in doubt where nothing went wrong');
        const ends = (id: string) =>
          events.filter((e) => e.type === 'order' && e.clientOrderId === id && e.status !== 'working');
        const end = await waitFor('an end', () => ends(clientOrderId)[0]);
        const filled = end.type === 'order' ? end.filled : -1;
        const sum = (): number => fillsOf(clientOrderId).reduce((total, fill) => total + fill.quantity, 0);
        await waitFor('its fills', () => sum() === filled || undefined);

        const other = resting();
        await submit(other);
        await until(other.clientOrderId, 'working');
        const request = { instrument, clientOrderId: other.clientOrderId };
        const both = await Promise.all([exchange.cancel(request), exchange.cancel(request)]);
        expectTrue(
          both.some(({ kind }) => kind === 'accepted'),
          'neither cancel was accepted',
        );
        await until(other.clientOrderId, 'cancelled');
        expectEqual(
          new Set(ends(other.clientOrderId).map((e) => e.type === 'order' && e.status)).size,
          1,
          'ends',
        );
      },
    ),
  },
  {
    id: 'EX-44',
    title: 'keeps prices and quantities exact, on whatever tick and lot they stand',
    run: trading(async ({ exchange, instrument, resting, submit, found }) => {
      const [definition] = await exchange.instruments([instrument]);
      if (definition === undefined) throw new Error(`no definition of ${instrument}`);
      const { tick, lot } = definition;
      const plain = resting();
      for (const [ticks, lots] of [
        [1, 1],
        [3, 2],
        [7, 9],
        [10, 10],
      ] as const) {
        const order = {
          ...resting(),
          price: (plain.price ?? 0) - ticks * tick,
          quantity: plain.quantity + lots * lot,
        };
        await submit(order);
        const { price, quantity } = (await found(order.clientOrderId)) ?? {};
        expectEqual([price, quantity], [order.price, order.quantity], 'price and quantity, as found');
        await exchange.cancel({ instrument, clientOrderId: order.clientOrderId });
      }
    }),
  },
  {
    id: 'EX-45',
    title: 'refuses what it declares missing: streams by an error with a code, requests by a rejection',
    run: connected(async ({ exchange, instrument }) => {
      const { missing, streams, execution } = exchange.capabilities();
      for (const stream of ['trade', 'ticker'] as const)
        if (!streams.includes(stream)) await refusal(exchange.subscribe([{ stream, instrument }]), stream);
      if (!streams.includes('book'))
        await refusal(exchange.subscribe([{ stream: 'book', instrument, depth: 1 }]), 'book');
      await exchange.instruments([instrument]);
      if (missing.leverage !== undefined || execution === 'none')
        expectRejected(await exchange.setLeverage(instrument, 2), 'leverage');
      if (missing['hedge-mode'] !== undefined || execution === 'none')
        expectRejected(await exchange.setPositionMode('hedge'), 'hedge mode');
    }),
  },
];
