import type { Outcome } from '../../contracts/exchange.ts';
import type { Fill } from '../../orders/fill.ts';
import type { OrderRequest, OrderSnapshot, OrderUpdate, Side } from '../../orders/order.ts';
import type { ClientOrderId } from '../../values/ids.ts';
import { notional, type Price } from '../../values/money.ts';
import { expectEqual, expectTrue, type SuiteResult } from '../suite.ts';
import type { ExchangeHarness } from './harness.ts';
import { connected, declaredStreams, type Session } from './session.ts';

/** A session whose exchange takes orders and has seen a market. */
export interface Trading extends Session {
  /** A limit buy of the least size, 30 % below the market. */
  resting(): OrderRequest;
  /** A price 30 % above the market. */
  above(): Price;
  /** A market order of the least size. */
  taking(side: Side, reduceOnly?: boolean): OrderRequest;
  /** Submits and expects it to be taken. */
  submit(order: OrderRequest): Promise<void>;
  /** The newest word on the order that arrived as an event, once it has this status. */
  until(id: ClientOrderId, status: OrderUpdate['status']): Promise<OrderUpdate>;
  fillsOf(id: ClientOrderId): Fill[];
  found(id: ClientOrderId): Promise<OrderSnapshot | undefined>;
}

/** Runs where the exchange executes and the harness allows it; says why not elsewhere. */
export function trading(
  run: (trading: Trading) => Promise<SuiteResult>,
): (harness: ExchangeHarness) => Promise<SuiteResult> {
  return connected(async (session) => {
    const { exchange, harness } = session;
    if (exchange.capabilities().execution === 'none')
      return { skipped: 'the exchange declares no execution' };
    if (harness.mayTrade !== true) return { skipped: 'the harness allows no orders (mayTrade)' };
    return run(await enterTrading(session));
  });
}

let ids = 0;

async function enterTrading(session: Session): Promise<Trading> {
  const { exchange, instrument, events } = session;
  const [definition] = await exchange.instruments([instrument]);
  const [bar] = await exchange.history({ instrument, interval: '1m', limit: 1 });
  expectTrue(definition !== undefined && bar !== undefined, `no definition or no history of ${instrument}`);
  const streams = declaredStreams(session);
  await exchange.subscribe(streams);
  for (const { stream } of streams.filter((s) => s.stream !== 'bar'))
    await session.waitFor(`a ${stream}`, () => events.find((e) => e.type === stream));

  const { tick, lot, minQuantity, minNotional, priceScale, quantityScale } = definition;
  const low: Price = Math.floor((bar.close * 0.7) / tick) * tick;
  const high: Price = Math.ceil((bar.close * 1.3) / tick) * tick;
  let quantity = minQuantity;
  while (notional(low, quantity, priceScale, quantityScale) < minNotional) quantity += lot;
  const common = {
    account: session.harness.account ?? 'main',
    instrument,
    leg: 'net',
    owner: 'suite',
  } as const;
  const newId = (): ClientOrderId => `ex-${session.now().toString(36)}-${++ids}`;
  const updates = (id: ClientOrderId): OrderUpdate[] =>
    events.filter((e): e is OrderUpdate => e.type === 'order' && e.clientOrderId === id);
  const newest = (id: ClientOrderId): OrderUpdate | undefined =>
    updates(id).reduce<OrderUpdate | undefined>(
      (a, b) => (a === undefined || b.version >= a.version ? b : a),
      undefined,
    );

  return {
    ...session,
    resting: () => ({
      ...common,
      clientOrderId: newId(),
      side: 'buy',
      type: 'limit',
      quantity,
      price: low,
      timeInForce: 'gtc',
      reduceOnly: false,
      role: 'entry',
    }),
    above: () => high,
    taking: (side, reduceOnly = false) => ({
      ...common,
      clientOrderId: newId(),
      side,
      type: 'market',
      quantity,
      timeInForce: 'ioc',
      reduceOnly,
      role: reduceOnly ? 'flatten' : 'entry',
    }),
    async submit(order) {
      expectEqual(await exchange.submit(order), { kind: 'accepted' }, `submit of ${order.clientOrderId}`);
    },
    until: (id, status) =>
      session.waitFor(`order ${id} ${status}`, () =>
        newest(id)?.status === status ? newest(id) : undefined,
      ),
    fillsOf: (id) => events.filter((e): e is Fill => e.type === 'fill' && e.clientOrderId === id),
    found: (id) => exchange.findOrder(id, instrument),
  };
}

/** A refusal that says why. */
export function expectRejected(outcome: Outcome, what: string): void {
  expectEqual(outcome.kind, 'rejected', what);
  expectTrue(
    outcome.kind === 'rejected' && outcome.code !== '' && outcome.reason.trim() !== '',
    `${what}: rejected without code or reason`,
  );
}
