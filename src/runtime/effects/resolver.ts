import type { Input } from '../../core/event.ts';
import type { Order } from '../../core/orders/order.ts';
import type {
  ClientOrderId,
  Clock,
  Exchange,
  Fill,
  Funding,
  InstrumentId,
  Ms,
  OrderSnapshot,
  Outcome,
  PluginLog,
} from '../../sdk/index.ts';
import { plainError } from '../../sdk/index.ts';

const BACKOFF_MS: readonly Ms[] = [1_000, 2_000, 5_000, 10_000];
/** So often the venue must say that it does not know an order, or an amend, before that is believed. */
const DENIALS = 3;
/** Between two denials: what is on its way may still arrive. */
const LOOK_MS: Ms = 300;
/** Fills this much older than the newest known are asked for again; duplicates are dropped by the fold. */
const OVERLAP_MS = 60_000;

/** What of an order may be in doubt besides its being there: a request that was sent, or was about to be. */
export type Doubt = 'cancel' | 'amend';

/**
 * Finds out what became of an order whose fate is not known, by its client order id: never resends it. It asks until
 * the venue answers; an order that the venue keeps denying was never taken, and is told so to the core. A cancel in
 * doubt is sent again, for twice is as good as once; of an amend the size at the venue tells what became of it.
 */
export interface Resolver {
  resolve(clientOrderId: ClientOrderId, instrument: InstrumentId, doubts?: readonly Doubt[]): Promise<void>;
  /** Ends the waiting of all resolutions; their promises settle. */
  stop(): void;
}

export interface ResolverPorts {
  readonly exchange: Exchange;
  readonly clock: Clock;
  readonly log: PluginLog;
  readonly push: (event: Input) => void;
  /** The order as the facts have it. */
  readonly order: (id: ClientOrderId) => Pick<Order, 'cancelRequested' | 'amending'> | undefined;
  /** True for what the facts hold already. */
  readonly isKnown: (execution: Fill | Funding) => boolean;
  /** `time` of the newest execution known. */
  readonly lastExecutionMs: () => Ms;
}

/** One order under investigation. */
interface Case {
  readonly id: ClientOrderId;
  readonly instrument: InstrumentId;
  readonly doubts: Set<Doubt>;
  /** Denials so far. */
  absent: number;
  unchanged: number;
}

export function createResolver(ports: ResolverPorts): Resolver {
  const { exchange, clock, log, push } = ports;
  const running = new Map<ClientOrderId, { readonly open: Case; readonly done: Promise<void> }>();
  const sleepers = new Set<() => void>();
  let stopped = false;

  const sleep = (ms: Ms): Promise<void> =>
    new Promise((resolve) => {
      const wake = (): void => {
        timer.cancel();
        sleepers.delete(wake);
        resolve();
      };
      const timer = clock.setTimer(ms, wake);
      sleepers.add(wake);
    });

  const tell = (request: 'submit' | 'cancel' | 'amend', id: ClientOrderId, outcome: Outcome): void =>
    push({ type: 'outcome', request, clientOrderId: id, outcome });

  /** True once the venue shows the amend, or has shown for long enough that there was none. */
  const settleAmend = (open: Case, found: OrderSnapshot): boolean => {
    const { amending } = ports.order(open.id) ?? {};
    if (amending === undefined || !open.doubts.has('amend')) return true;
    const { quantity, price, triggerPrice, trailBy } = { ...found, ...amending };
    const isDone =
      found.quantity === quantity &&
      found.price === price &&
      found.triggerPrice === triggerPrice &&
      found.trailBy === trailBy;
    if (!isDone && ++open.unchanged < DENIALS) return false;
    open.doubts.delete('amend');
    const reason = 'the venue never changed it';
    tell(
      'amend',
      open.id,
      isDone ? { kind: 'accepted' } : { kind: 'rejected', code: 'BOTRC_NOT_AT_VENUE', reason },
    );
    return true;
  };

  /** True once the venue has taken the cancel. */
  const settleCancel = async (open: Case): Promise<boolean> => {
    const { id, instrument, doubts } = open;
    if (!doubts.has('cancel') || ports.order(id)?.cancelRequested !== true) return true;
    const outcome = await exchange.cancel({ instrument, clientOrderId: id });
    tell('cancel', id, outcome);
    if (outcome.kind === 'accepted') doubts.delete('cancel');
    return outcome.kind === 'accepted';
  };

  const look = async (open: Case): Promise<'settled' | 'not yet' | 'no answer'> => {
    const { id, instrument } = open;
    try {
      const found = await exchange.findOrder(id, instrument);
      if (!found) {
        if (++open.absent < DENIALS) return 'not yet';
        const reason = 'the venue never took it';
        tell('submit', id, { kind: 'rejected', code: 'BOTRC_NOT_AT_VENUE', reason });
        return 'settled';
      }
      // Fills first: an order must not look final before what it filled is known.
      const since = Math.max(0, ports.lastExecutionMs() - OVERLAP_MS);
      for (const execution of await exchange.executionsSince(since)) {
        if (!ports.isKnown(execution)) push(execution);
      }
      push(found);
      if (found.status !== 'working') return 'settled';
      return settleAmend(open, found) && (await settleCancel(open)) ? 'settled' : 'not yet';
    } catch (error) {
      log.warn('the venue did not answer for an order', { clientOrderId: id, code: plainError(error).code });
      return 'no answer';
    }
  };

  const run = async (open: Case): Promise<void> => {
    for (let attempt = 0; !stopped; attempt++) {
      const answer = await look(open);
      if (answer === 'settled') return;
      // A venue that answers is asked again soon, one that does not with backoff.
      const wait = BACKOFF_MS[Math.min(attempt, BACKOFF_MS.length - 1)] ?? 0;
      await sleep(answer === 'not yet' ? LOOK_MS : wait);
    }
  };

  return {
    resolve(id, instrument, doubts = []) {
      const known = running.get(id);
      if (known !== undefined) {
        for (const doubt of doubts) known.open.doubts.add(doubt);
        return known.done;
      }
      const open: Case = { id, instrument, doubts: new Set(doubts), absent: 0, unchanged: 0 };
      const done = run(open).finally(() => running.delete(id));
      running.set(id, { open, done });
      return done;
    },
    stop() {
      stopped = true;
      for (const wake of [...sleepers]) wake();
    },
  };
}
