import type {
  ClientOrderId,
  ExchangeEvent,
  Instrument,
  InstrumentId,
  Ms,
  OrderUpdate,
  PluginLog,
  TimerHandle,
} from '@botrc/sdk';
import { type Clock, plainError, plainText } from '@botrc/sdk';
import type { Definitions } from '../definitions.ts';
import type { Drops } from '../drops.ts';
import { asRecord, asText } from '../wire.ts';
import { AccountStream, type AccountStreamOptions, type AccountTopic } from './account-stream.ts';
import { Once } from './once.ts';
import type { OrderKey } from './order-text.ts';
import { isPassing, type Queries } from './queries.ts';
import { readExecution } from './read-execution.ts';
import { readOrder, symbolOf } from './read-order.ts';
import type { ServerClock } from './server-clock.ts';

/** Executions this much older than the newest known are asked for again: they may be listed late. */
const OVERLAP_MS: Ms = 10_000;
/** An accepted order that the stream says nothing of for so long shows that the stream is dead, though it is open. */
const SILENT_AFTER_MS: Ms = 5_000;
/** Items that wait while a gap is asked for; more means that something is wrong, and the gap is asked for anew. */
const MOST_HELD = 10_000;

export interface HearingOptions extends Omit<AccountStreamOptions, 'onUp' | 'onDown' | 'onItems' | 'time'> {
  readonly time: ServerClock;
  readonly queries: Queries;
  readonly definitions: Definitions;
  readonly drops: Drops;
  readonly clock: Clock;
  readonly log: PluginLog;
  readonly emit: (event: ExchangeEvent) => void;
  readonly feed: (status: 'up' | 'down', reason: string) => void;
}

/**
 * What is heard of the account. After each connect what was missed is asked for and told once, in order, before what
 * the new stream brought in the meantime.
 */
export class Hearing {
  readonly #options: HearingOptions;
  readonly #stream: AccountStream;
  readonly #once: Once;
  /** Orders that are not final as far as we know. */
  readonly #open = new Map<ClientOrderId, InstrumentId>();
  /** Orders of somebody else, known by the venue's id. */
  readonly #foreign = new Set<ClientOrderId>();
  /** Orders sent, of which the stream has not told yet. */
  readonly #unheard = new Set<ClientOrderId>();
  readonly #silent = new Map<ClientOrderId, TimerHandle>();
  #held: { readonly topic: AccountTopic; readonly item: unknown }[] = [];
  #isBusy = true;
  #connection = 0;
  /** Everything after it has been heard; 0 before the first connect. */
  #sinceMs: Ms = 0;
  #hedged: boolean | undefined;

  constructor(options: HearingOptions) {
    this.#options = options;
    this.#once = new Once(options.emit);
    this.#stream = new AccountStream({
      ...options,
      onUp: () => void this.#catchUp(),
      onDown: (reason) => {
        this.#connection++;
        this.#isBusy = true;
        this.#held = [];
        this.#quiet();
        options.feed('down', plainText(`account stream: ${reason}`));
      },
      onItems: (topic, items) => this.#hear(topic, items),
    });
  }

  start(): void {
    this.#stream.start();
  }

  /** The dead-man switch is to watch the stream. */
  watch(): void {
    this.#stream.watch();
  }

  stop(): void {
    this.#stream.stop();
    this.#quiet();
  }

  /** Two positions an instrument; asked once, then as it was set. */
  async hedged(): Promise<boolean> {
    this.#hedged ??= await this.#options.queries.hedged(this.#someSymbol());
    return this.#hedged;
  }

  setHedged(hedged: boolean): void {
    this.#hedged = hedged;
  }

  keyOf(id: ClientOrderId): OrderKey {
    return this.#foreign.has(id) ? { orderId: id } : { orderLinkId: id };
  }

  /** An order goes out: from now on its fate is ours to know. */
  sent(id: ClientOrderId, instrument: InstrumentId): void {
    this.#open.set(id, instrument);
    this.#unheard.add(id);
  }

  /** The venue has never had it. */
  neverTaken(id: ClientOrderId): void {
    this.#open.delete(id);
    this.#unheard.delete(id);
  }

  /** The venue has taken it, and should say so on the stream. */
  accepted(id: ClientOrderId): void {
    if (!this.#unheard.has(id) || this.#isBusy) return;
    const timer = this.#options.clock.setTimer(SILENT_AFTER_MS, () => {
      this.#silent.delete(id);
      this.#stream.renew(`no word of order ${id} within ${SILENT_AFTER_MS} ms`);
    });
    this.#silent.set(id, timer);
  }

  /** An order as a question told it: what the stream tells later must be newer. */
  seen(order: OrderUpdate): void {
    if (order.clientOrderId === order.venueOrderId) this.#foreign.add(order.clientOrderId);
  }

  async #catchUp(): Promise<void> {
    const connection = this.#connection;
    const { queries, time, feed, log } = this.#options;
    try {
      const hedged = await this.hedged();
      const nowMs = await time.measured();
      const open = await queries.openOrders();
      if (connection !== this.#connection) return;
      const orders = [...open];
      if (this.#sinceMs > 0) {
        const openNow = new Set(open.map((order) => order.clientOrderId));
        for (const [id, instrument] of this.#open) {
          const order = openNow.has(id) ? undefined : await queries.order(this.keyOf(id), instrument);
          if (order !== undefined) orders.push(order);
        }
        // Asked for last: no order can look final before what it filled is known.
        const missed = await queries.executions(this.#sinceMs - OVERLAP_MS, time.now(), hedged);
        if (connection !== this.#connection) return;
        for (const execution of missed) this.#once.execution(execution);
      }
      for (const order of orders.sort((a, b) => a.version - b.version)) this.#order(order);
      this.#sinceMs = Math.max(this.#once.newestMs, nowMs);
      this.#isBusy = false;
      this.#release();
      feed('up', 'the account stream stands');
    } catch (error) {
      if (connection !== this.#connection) return;
      const { code, message } = plainError(error);
      log.warn('what the account missed cannot be asked for', { code, reason: message });
      this.#stream.renew(message);
    }
  }

  #hear(topic: AccountTopic, items: readonly unknown[]): void {
    for (const item of items) this.#held.push({ topic, item });
    if (this.#held.length > MOST_HELD) this.#stream.renew('too much happened while a gap was asked for');
    else if (!this.#isBusy) this.#release();
  }

  /** Tells what is held, in order; an instrument that is not known yet is asked for first. */
  #release(): void {
    for (let next = this.#held.shift(); next !== undefined; next = this.#held.shift()) {
      const { topic, item } = next;
      try {
        const symbol = symbolOf(item);
        const instrument = this.#options.definitions.known.get(symbol);
        if (instrument === undefined) {
          this.#held.unshift(next);
          void this.#learn(symbol);
          return;
        }
        this.#tell(topic, item, instrument);
      } catch (error) {
        this.#options.drops.add(error, `account ${topic}`);
      }
    }
  }

  async #learn(symbol: InstrumentId): Promise<void> {
    const connection = this.#connection;
    this.#isBusy = true;
    try {
      await this.#options.definitions.get(symbol);
    } catch (error) {
      if (isPassing(error)) {
        this.#stream.renew(`the definition of ${symbol} cannot be had`);
        return;
      }
      this.#options.drops.add(error, `account ${symbol}`);
      this.#held = this.#held.filter(({ item }) => symbolOf(item) !== symbol);
    }
    if (connection !== this.#connection) return;
    this.#isBusy = false;
    this.#release();
  }

  #tell(topic: AccountTopic, item: unknown, instrument: Instrument): void {
    if (topic === 'order') this.#order(readOrder(item, instrument));
    else if (topic === 'execution') {
      const execution = readExecution(item, instrument, this.#hedged === true);
      if (execution !== undefined) this.#once.execution(execution);
    } else this.#position(asRecord(item, 'position'));
    this.#sinceMs = Math.max(this.#sinceMs, this.#once.newestMs);
  }

  #order(order: OrderUpdate): void {
    const { clientOrderId: id, status } = order;
    this.#unheard.delete(id);
    this.#silent.get(id)?.cancel();
    this.#silent.delete(id);
    this.seen(order);
    if (status === 'working') this.#open.set(id, order.instrument);
    else {
      this.#open.delete(id);
      this.#foreign.delete(id);
    }
    this.#once.order(order);
  }

  /** Sizes come with the fills; of the position itself only that the venue is taking it away. */
  #position(raw: Readonly<Record<string, unknown>>): void {
    const { positionStatus } = raw;
    if (positionStatus !== 'Liq' && positionStatus !== 'Adl') return;
    const fields = { instrument: asText(raw.symbol, 'symbol'), status: positionStatus, alert: true };
    this.#options.log.error('Bybit is closing a position by itself', fields);
  }

  #quiet(): void {
    for (const timer of this.#silent.values()) timer.cancel();
    this.#silent.clear();
  }

  #someSymbol(): InstrumentId {
    const [known] = this.#options.definitions.known.keys();
    return known ?? 'BTCUSDT';
  }
}
