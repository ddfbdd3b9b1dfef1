import type { ClientOrderId, ExchangeEvent, Fill, Ms, OrderSnapshot, TimerHandle } from '@botrc/sdk';
import { has } from '../capabilities.ts';
import type { CcxtClient } from '../client.ts';
import type { Definitions } from '../definitions.ts';
import { reasonOf } from '../failures.ts';
import { type Loop, type LoopParts, startLoop } from '../loop.ts';
import type { CcxtOptions } from '../options.ts';
import type { Listed } from '../units.ts';
import type { VenueTime } from '../venue-time.ts';
import type { Queries } from './queries.ts';

/** Orders and fills remembered, so that each word is told once. */
const KEPT = 20_000;
/** Fills this much older than the newest look are asked for again: they may be listed late. */
const OVERLAP_MS: Ms = 10_000;
/** An order that the stream says nothing or not all of for so long is asked for. */
const SILENT_MS: Ms = 2_000;
/** A look at everything, even where all is streamed: a stream may have lost a word. */
const LOOK_MS: Ms = 30_000;

export interface HearingParts extends LoopParts {
  readonly client: CcxtClient;
  readonly options: CcxtOptions;
  readonly definitions: Definitions;
  readonly queries: Queries;
  readonly time: VenueTime;
  readonly emit: (event: ExchangeEvent) => void;
}

/**
 * What is heard of the account (E-4): ccxt's streams where the exchange has them, and looks at it. Each fill is told
 * once, by its id; of an order only what is newer than what was told.
 */
export class Hearing {
  readonly #parts: HearingParts;
  readonly #loops: Loop[] = [];
  /** The newest version told of an order. */
  readonly #told = new Map<ClientOrderId, number>();
  readonly #fills = new Set<string>();
  /** Orders that are not final as far as is known. */
  readonly #open = new Map<ClientOrderId, Listed>();
  readonly #due = new Map<string, TimerHandle>();
  /** Fills before it have been heard, by instrument. */
  readonly #since = new Map<string, Ms>();
  #startMs: Ms = 0;

  constructor(parts: HearingParts) {
    this.#parts = parts;
  }

  start(): void {
    const { client, options, queries, time } = this.#parts;
    this.#startMs = time.now();
    const streams = has(client, 'watchOrders') && has(client, 'watchMyTrades');
    const look = async (): Promise<void> => {
      for (const listed of this.#parts.definitions.all()) await this.#look(listed);
    };
    this.#loop('account', streams ? LOOK_MS : options.pollMs, look, () => undefined);
    if (!streams) return;
    this.#loop(
      'orders',
      undefined,
      () => client.watchOrders(),
      (rows) => {
        for (const order of queries.orders(rows)) this.#tell(order, true);
      },
      look,
    );
    this.#loop(
      'fills',
      undefined,
      () => client.watchMyTrades(),
      (rows) => {
        for (const fill of queries.readFills(rows)) this.#tellFill(fill);
      },
      look,
    );
  }

  stop(): void {
    for (const loop of this.#loops) loop.stop();
    for (const timer of this.#due.values()) timer.cancel();
    this.#due.clear();
  }

  /** An order goes out: from now on its fate is ours to know. */
  sent(id: ClientOrderId, listed: Listed): void {
    this.#open.set(id, listed);
  }

  /** The venue took something: its word on it should come. */
  awaits(listed: Listed): void {
    const { symbol } = listed;
    if (this.#due.has(symbol)) return;
    const { clock, log } = this.#parts;
    const timer = clock.setTimer(SILENT_MS, () => {
      this.#due.delete(symbol);
      this.#look(listed).catch((error: unknown) => {
        log.debug('looked in vain', { instrument: symbol, reason: reasonOf(error) });
        this.awaits(listed);
      });
    });
    this.#due.set(symbol, timer);
  }

  /** The venue has never had it. */
  neverTaken(id: ClientOrderId): void {
    this.#open.delete(id);
  }

  /**
   * All that changed since the last look. Fills are asked for last and told first: no order is told as filled whose
   * fills are not. @throws BOTRC_EXCHANGE_…
   */
  async #look(listed: Listed): Promise<void> {
    const { queries, time } = this.#parts;
    const nowMs = time.now();
    const orders = await queries.openOrders(listed);
    const ids = new Set(orders.map((order) => order.clientOrderId));
    for (const [id, where] of this.#open) {
      if (where.symbol !== listed.symbol || ids.has(id)) continue;
      const order = await queries.order(id, listed);
      if (order !== undefined) orders.push(order);
    }
    const sinceMs = (this.#since.get(listed.symbol) ?? this.#startMs) - OVERLAP_MS;
    for (const fill of await queries.fills(listed, sinceMs)) this.#tellFill(fill);
    this.#since.set(listed.symbol, nowMs);
    for (const order of orders) this.#tell(order, false);
  }

  #tell(order: OrderSnapshot, streamed: boolean): void {
    const { clientOrderId: id, version, status, filled } = order;
    const listed = this.#parts.definitions.known(order.instrument);
    if (status === 'working' && listed !== undefined) this.#open.set(id, listed);
    else this.#open.delete(id);
    if (version <= (this.#told.get(id) ?? -1)) return;
    this.#told.set(id, version);
    trim(this.#told);
    this.#parts.emit(order);
    // Its fills come on another stream, or are lost with it.
    if (streamed && filled > 0 && listed !== undefined) this.awaits(listed);
  }

  #tellFill(fill: Fill): void {
    if (this.#fills.has(fill.fillId)) return;
    this.#fills.add(fill.fillId);
    trim(this.#fills);
    this.#parts.emit(fill);
  }

  #loop<T>(
    name: string,
    everyMs: Ms | undefined,
    next: () => Promise<T>,
    heard: (value: T) => void,
    again?: () => Promise<void>,
  ): void {
    const { feeds } = this.#parts;
    const renewed = again && {
      // Nothing may come for hours: what was missed is read, and that shows that the exchange is there.
      again: async (): Promise<void> => {
        await again();
        feeds.flows(name);
      },
    };
    this.#loops.push(startLoop({ name, everyMs, next, heard, ...renewed }, this.#parts));
  }
}

function trim(kept: Map<string, unknown> | Set<string>): void {
  for (const oldest of kept.keys()) {
    if (kept.size <= KEPT) break;
    kept.delete(oldest);
  }
}
