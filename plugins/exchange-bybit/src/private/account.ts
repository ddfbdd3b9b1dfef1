import {
  type AccountSide,
  type BotrcError,
  type ClientOrderId,
  type Clock,
  type Instrument,
  type InstrumentId,
  type Ms,
  type Outcome,
  plainError,
} from '@botrc/sdk';
import type { Definitions } from '../definitions.ts';
import { asArray } from '../wire.ts';
import type { Hearing } from './hearing.ts';
import { orderFlaw, unitFlaw } from './order-flaw.ts';
import { amendText, cancelText, orderText } from './order-text.ts';
import type { Queries } from './queries.ts';
import { readFeeRate } from './read-fee-rate.ts';
import type { Requests } from './requests.ts';
import type { ServerClock } from './server-clock.ts';
import type { SignedRest } from './signed-rest.ts';

/** What the measured offset of the clocks may be wrong by. */
const CLOCK_SLACK_MS: Ms = 1_000;
/** Orders whose sending is remembered. */
const KEPT = 5_000;

export interface AccountParts {
  readonly definitions: Definitions;
  readonly hearing: Hearing;
  readonly queries: Queries;
  readonly requests: Requests;
  readonly rest: SignedRest;
  readonly time: ServerClock;
  readonly clock: Clock;
  /** So long after it was sent a request cannot be carried out any more. */
  readonly goneMs: Ms;
  /** Why the key must not be used; undefined: as far as is known it may. */
  readonly refusal: () => BotrcError | undefined;
}

/** The account side of the exchange contract. */
export function accountSide(parts: AccountParts): AccountSide {
  const { definitions, hearing, queries, requests, rest, time, clock, goneMs, refusal } = parts;
  const startedMs = clock.now();
  /** When an order last went out. */
  const sentMs = new Map<ClientOrderId, Ms>();

  /** Runs a request on a known instrument; what keeps it from being sent is a rejection. */
  async function on(
    id: InstrumentId,
    request: (instrument: Instrument) => Promise<Outcome>,
  ): Promise<Outcome> {
    let instrument: Instrument;
    try {
      instrument = await definitions.get(id);
    } catch (error) {
      const { code, message } = plainError(error);
      return { kind: 'rejected', code, reason: message };
    }
    return request(instrument);
  }

  /** Nothing that was sent so long ago can still arrive: its window is over. */
  async function untilGone(id: ClientOrderId): Promise<void> {
    // What an earlier run sent may have gone out just before this one began.
    const waitMs = (sentMs.get(id) ?? startedMs) + goneMs - clock.now();
    if (waitMs > 0) await new Promise<void>((resolve) => clock.setTimer(waitMs, resolve));
  }

  async function change(
    path: '/v5/position/set-leverage' | '/v5/position/switch-mode',
    body: object,
  ): Promise<Outcome> {
    return requests.outcome(await rest.post(path, JSON.stringify(body)), path);
  }

  return {
    submit: (order) =>
      on(order.instrument, async (instrument) => {
        const refused = refusal();
        if (refused !== undefined) return { kind: 'rejected', code: refused.code, reason: refused.message };
        const flaw = orderFlaw(order, instrument);
        if (flaw !== undefined) return malformed(flaw);
        const { clientOrderId: id } = order;
        hearing.sent(id, instrument.id);
        const outcome = await requests.send('order.create', orderText(order, instrument));
        sentMs.set(id, clock.now());
        for (const oldest of sentMs.keys()) if (sentMs.size > KEPT) sentMs.delete(oldest);
        if (outcome.kind === 'accepted') hearing.accepted(id);
        // A second order under one id is refused; the first one may well live.
        if (outcome.kind === 'rejected' && outcome.code !== DUPLICATE) hearing.neverTaken(id);
        return outcome;
      }),

    amend: (request) =>
      on(request.instrument, async (instrument) => {
        const flaw =
          request.trailBy === undefined ? unitFlaw(request, instrument) : 'no order trails at Bybit';
        if (flaw !== undefined) return malformed(flaw);
        return requests.send(
          'order.amend',
          amendText(request, hearing.keyOf(request.clientOrderId), instrument),
        );
      }),

    cancel: (request) =>
      on(request.instrument, (instrument) =>
        requests.send('order.cancel', cancelText(hearing.keyOf(request.clientOrderId), instrument)),
      ),

    async findOrder(id, instrument) {
      const key = hearing.keyOf(id);
      const found = await queries.order(key, instrument);
      if (found !== undefined) return found;
      await untilGone(id);
      const late = await queries.order(key, instrument);
      if (late === undefined) hearing.neverTaken(id);
      return late;
    },

    async executionsSince(fromMs) {
      const nowMs = await time.measured();
      // Who asks by our clock must not lose what the venue, with a clock behind ours, has stamped as earlier.
      const behindMs = Math.max(0, clock.now() - nowMs);
      return queries.executions(fromMs - behindMs - CLOCK_SLACK_MS, nowMs, await hearing.hedged());
    },

    async snapshot() {
      const snapshot = await queries.snapshot(await time.measured());
      for (const order of snapshot.orders) hearing.seen(order);
      return snapshot;
    },

    async feeRates(symbol) {
      const { list } = await rest.get('/v5/account/fee-rate', { category: 'linear', symbol });
      return readFeeRate(asArray(list, 'list', 2_000)[0]);
    },

    setLeverage: (symbol, leverage) => {
      const text = String(leverage);
      return change('/v5/position/set-leverage', {
        category: 'linear',
        symbol,
        buyLeverage: text,
        sellLeverage: text,
      });
    },

    async setPositionMode(mode) {
      const body = { category: 'linear', coin: 'USDT', mode: mode === 'hedge' ? 3 : 0 };
      const outcome = await change('/v5/position/switch-mode', body);
      if (outcome.kind === 'accepted') hearing.setHedged(mode === 'hedge');
      return outcome;
    },
  };
}

const DUPLICATE = 'bybit-110072';

function malformed(flaw: string): Outcome {
  return { kind: 'rejected', code: 'bybit-order-form', reason: flaw };
}
