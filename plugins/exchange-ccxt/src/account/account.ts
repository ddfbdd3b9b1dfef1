import {
  type AccountSide,
  BotrcError,
  type ClientOrderId,
  type Clock,
  type Fill,
  type Funding,
  type InstrumentId,
  type Ms,
  type OrderSnapshot,
  type Outcome,
} from '@botrc/sdk';
import { has } from '../capabilities.ts';
import type { CcxtClient } from '../client.ts';
import type { Deadline } from '../deadline.ts';
import type { Definitions } from '../definitions.ts';
import { outcomeOf } from '../failures.ts';
import type { CcxtOptions } from '../options.ts';
import { pause } from '../pause.ts';
import { amountOf, type Listed, priceText } from '../units.ts';
import { featuresOf, orderFlaw, orderForm, unitFlaw } from './form.ts';
import type { Hearing } from './hearing.ts';
import type { Ids } from './ids.ts';
import type { Queries } from './queries.ts';

/** A request that ended without an answer may still arrive so much later. */
const GONE_MS: Ms = 5_000;
/** Orders whose sending is remembered. */
const KEPT = 5_000;

export interface AccountParts {
  readonly client: CcxtClient;
  readonly options: CcxtOptions;
  readonly deadline: Deadline;
  readonly definitions: Definitions;
  readonly hearing: Hearing;
  readonly ids: Ids;
  readonly queries: Queries;
  readonly clock: Clock;
}

/** The account side of the contract through ccxt's unified methods. */
export function accountSide(parts: AccountParts): Omit<AccountSide, 'feeRates'> {
  const { client, options, deadline, definitions, hearing, ids, queries, clock } = parts;
  const features = featuresOf(client, options, 'createOrder');
  const startedMs = clock.now();
  /** When ccxt's own request of an order ended, or that it has not yet: ccxt may hold one back and send it late. */
  const sent = new Map<ClientOrderId, { readonly ended: Promise<void>; endedMs?: Ms }>();

  /** Runs a request on a known instrument. What keeps it from being sent is a rejection; what fails afterwards is read. */
  async function on(id: InstrumentId, request: (listed: Listed) => Promise<Outcome>): Promise<Outcome> {
    try {
      return await request(await definitions.get(id));
    } catch (error) {
      // Nothing has left yet: `request` turns what fails after that into an outcome itself.
      const { kind: _, ...why } = outcomeOf(error) as Exclude<Outcome, { kind: 'accepted' }>;
      return { kind: 'rejected', ...why };
    }
  }

  /** A request to the venue: accepted where it answers, else rejected or in doubt (E-3). */
  async function send(what: string, request: () => Promise<unknown>): Promise<Outcome> {
    try {
      await deadline.run(what, request);
      return { kind: 'accepted' };
    } catch (error) {
      return outcomeOf(error);
    }
  }

  /** Sends an order and remembers until when it may still reach the venue. */
  function create(id: ClientOrderId, request: () => Promise<void>): Promise<Outcome> {
    return send('create order', () => {
      const raw = request();
      const entry: { readonly ended: Promise<void>; endedMs?: Ms } = {
        ended: raw
          .catch(() => undefined)
          .then(() => {
            entry.endedMs = clock.now();
          }),
      };
      sent.set(id, entry);
      for (const oldest of sent.keys()) if (sent.size > KEPT) sent.delete(oldest);
      return raw;
    });
  }

  /** Until nothing that was sent can still arrive. @throws BOTRC_EXCHANGE_UNREACHABLE where ccxt still holds it */
  async function untilGone(id: ClientOrderId): Promise<void> {
    const entry = sent.get(id);
    if (entry !== undefined) await deadline.ask('the end of a request', () => entry.ended);
    // What an earlier run sent may have gone out just before this one began.
    const waitMs = (entry?.endedMs ?? startedMs) + GONE_MS - clock.now();
    if (waitMs > 0) await pause(clock, waitMs);
  }

  /** The venue's own id of an order that is open. */
  async function openId(id: ClientOrderId, listed: Listed): Promise<string> {
    const known = ids.venueOf(id);
    if (known !== undefined) return known;
    const found = (await queries.openOrders(listed)).find((order) => order.clientOrderId === id);
    if (found?.venueOrderId !== undefined) return found.venueOrderId;
    throw notFound(id);
  }

  return {
    submit: (order) =>
      on(order.instrument, async (listed) => {
        const flaw = orderFlaw(order, listed, features);
        if (flaw !== undefined) return malformed(flaw);
        const { type, amount, price, params } = orderForm(order, listed, features);
        const { clientOrderId: id } = order;
        hearing.sent(id, listed);
        const outcome = await create(id, async () => {
          const made = await client.createOrder(listed.symbol, type, order.side, amount, price, params);
          if (made.id !== undefined) ids.learn(id, made.id);
        });
        // A second order under one id is refused; the first one may well live.
        if (outcome.kind === 'rejected' && !/duplicate/i.test(outcome.code + outcome.reason))
          hearing.neverTaken(id);
        else hearing.awaits(listed);
        return outcome;
      }),

    cancel: ({ instrument, clientOrderId }) =>
      on(instrument, async (listed) => {
        const id = await openId(clientOrderId, listed);
        const outcome = await send('cancel order', () => client.cancelOrder(id, listed.symbol));
        hearing.awaits(listed);
        return outcome;
      }),

    amend: (change) =>
      on(change.instrument, async (listed) => {
        if (!has(client, 'editOrder')) return malformed('ccxt has no amending there');
        const flaw = change.trailBy === undefined ? unitFlaw(change, listed) : 'no order trails here';
        if (flaw !== undefined) return malformed(flaw);
        const { clientOrderId, triggerPrice } = change;
        const now = (await queries.openOrders(listed)).find((order) => order.clientOrderId === clientOrderId);
        if (now?.venueOrderId === undefined) throw notFound(clientOrderId);
        const { venueOrderId, side } = now;
        const price = change.price ?? now.price;
        const outcome = await send('amend order', () =>
          client.editOrder(
            venueOrderId,
            listed.symbol,
            price === undefined ? 'market' : 'limit',
            side,
            amountOf(listed, change.quantity ?? now.quantity),
            price === undefined ? undefined : priceText(listed, price),
            triggerPrice === undefined ? {} : { triggerPrice: priceText(listed, triggerPrice) },
          ),
        );
        hearing.awaits(listed);
        return outcome;
      }),

    async findOrder(id, instrument): Promise<OrderSnapshot | undefined> {
      const listed = await definitions.get(instrument);
      const found = await queries.order(id, listed);
      if (found !== undefined) return found;
      await untilGone(id);
      const late = await queries.order(id, listed);
      if (late === undefined) hearing.neverTaken(id);
      return late;
    },

    async executionsSince(fromMs) {
      const found: (Fill | Funding)[] = [];
      for (const listed of definitions.all()) {
        found.push(...(await queries.fills(listed, fromMs)));
        found.push(...(await queries.funding(listed, fromMs)));
      }
      return found.sort((a, b) => a.time - b.time);
    },

    snapshot: () => queries.snapshot(),

    setLeverage: (instrument, leverage) =>
      on(instrument, async ({ symbol }) => {
        if (!has(client, 'setLeverage')) return malformed('ccxt cannot set leverage there');
        return unchanged(await send('set leverage', () => client.setLeverage(leverage, symbol)));
      }),

    async setPositionMode(mode) {
      if (mode !== 'one-way')
        return malformed('two positions an instrument are not built: one-way mode only');
      if (!has(client, 'setPositionMode')) return { kind: 'accepted' };
      const symbol = definitions.all()[0]?.symbol;
      return unchanged(await send('set position mode', () => client.setPositionMode(false, symbol)));
    },
  };
}

/** What is so already was asked for in vain, and is so. */
function unchanged(outcome: Outcome): Outcome {
  const isSo =
    outcome.kind === 'rejected' && /nochange|not modified/i.test(`${outcome.code} ${outcome.reason}`);
  return isSo ? { kind: 'accepted' } : outcome;
}

function notFound(id: ClientOrderId): BotrcError {
  return new BotrcError('BOTRC_EXCHANGE_REFUSED', `no open order ${id}`);
}

function malformed(reason: string): Outcome {
  return { kind: 'rejected', code: 'ccxt-order-form', reason };
}
