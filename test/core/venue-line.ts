import type { CoreConfig } from '../../src/core/config.ts';
import type { Effect } from '../../src/core/effect.ts';
import type { Input } from '../../src/core/event.ts';
import { isFinal } from '../../src/core/orders/machine.ts';
import { isKnown } from '../../src/core/portfolio/fold-execution.ts';
import type { Instrument, Intent, Outcome, Random } from '../../src/sdk/index.ts';
import { nextUint, rateFromFraction, seedRandom } from '../../src/sdk/index.ts';
import {
  advance,
  amendOrder,
  cancelOrder,
  createVenue,
  defineInstrument,
  findVenueOrder,
  onMarket,
  submitOrder,
  type Venue,
  venueExecutionsSince,
  venueSnapshot,
} from '../../src/sim/index.ts';
import { BTC, CONFIG, CoreBench, cash, START } from './harness.ts';

const MINUTE = 60_000;
const ID = BTC.id;

/** How badly the line between bot and venue behaves; each of 0..1. */
export interface Line {
  /** A message is told twice. */
  readonly twice: number;
  /** A message is held back for a while: later ones overtake it. */
  readonly late: number;
  /** A message is lost, and only told again when everything is asked for at the end. */
  readonly lost: number;
}

/**
 * A core and the simulated venue with a bad line between them: what the venue says of orders and fills comes late, twice,
 * out of order or not at all, and in the end again.
 */
export class VenueLine {
  readonly bench: CoreBench;
  readonly venue: Venue;
  readonly random: Random;
  readonly #line: Line;
  /** Said and not yet told. */
  #said: Input[] = [];
  #lost: Input[] = [];
  price = 300_000;
  /** Size at the touch; undefined: by chance. Behind it stands more, but where this is set. */
  thin: number | undefined;

  constructor(seed: number, line: Line, config: Partial<CoreConfig> = {}) {
    this.random = seedRandom(seed);
    this.#line = line;
    this.bench = new CoreBench({ strategies: CONFIG.strategies.slice(0, 1), ...config });
    this.venue = createVenue({
      account: 'main',
      cash: { USDT: cash('10000') },
      leverage: 10,
      fees: { maker: rateFromFraction(0.0002), taker: rateFromFraction(0.00055) },
      latency: {
        order: { model: 'fixed', ms: 20 },
        cancel: { model: 'fixed', ms: 10 },
      },
      slippageTicks: 0,
      partialFills: { probability: 0.3, minFraction: 0.1 },
      seed,
    });
    defineInstrument(this.venue, BTC, START);
    this.market(this.price);
  }

  /** The venue changes its rules for the instrument. */
  define(definition: Instrument): void {
    defineInstrument(this.venue, definition, this.bench.now);
    this.bench.send({ type: 'instrument', instrument: definition.id, definition });
  }

  /** True in a part of all cases. */
  chance(part: number): boolean {
    return nextUint(this.random) < part * 2 ** 32;
  }

  below(n: number): number {
    return nextUint(this.random) % n;
  }

  /** A new minute: the book moves there, what fills fills, the strategy is asked. */
  minute(price: number, intent?: Intent): void {
    this.market(price);
    this.#carryOut(intent ? this.bench.ask('s1', intent, price) : this.bench.bar(ID, price));
    for (const ms of [5, 20, 20, 500]) this.wait(ms);
  }

  /** The venue's market alone: thin at the touch, so that large orders walk the book or are cut. */
  market(price: number): void {
    this.price = price;
    const { now } = this.bench;
    const size = this.thin ?? 20 + this.below(300);
    const more = this.thin === undefined ? 400 : 1;
    const bids = [price - 1, size, price - 20, more];
    const asks = [price + 1, size, price + 20, more];
    const book = {
      type: 'book',
      instrument: ID,
      time: now,
      kind: 'snapshot',
      update: now,
      bids,
      asks,
    } as const;
    onMarket(this.venue, book, now);
    const trade = {
      type: 'trade',
      instrument: ID,
      time: now,
      id: `t${now}`,
      side: 'buy',
      price,
      quantity: 50,
    } as const;
    onMarket(this.venue, trade, now);
  }

  /** Time passes: the venue acts, the line delivers some of what it said, timers fire. */
  wait(ms: number): void {
    this.bench.wait(ms);
    this.#hear();
    this.#deliver();
    this.#fire();
  }

  /** Everything that was lost is told, everything is asked for, until nothing more comes of it. */
  settle(): void {
    for (let i = 0; i < 40; i++) {
      const before = this.bench.seq;
      this.bench.wait(1_100);
      this.market(this.price);
      this.#hear();
      const all = [...this.#said, ...this.#lost];
      this.#said = [];
      this.#lost = [];
      for (const input of all) this.#tell(input);
      this.#askAll();
      this.#fire();
      if (this.bench.seq === before && this.#said.length === 0) return;
    }
    throw new Error('it never comes to rest');
  }

  /** As the resolver of the runtime: fills first, then the order, then what became of a change in doubt. */
  #askAll(): void {
    const { facts } = this.bench;
    for (const execution of venueExecutionsSince(this.venue, 0)) {
      if (!isKnown(facts, execution)) this.#tell(execution);
    }
    for (const id of [...facts.open]) {
      const order = facts.orders.get(id);
      if (!order) continue;
      const found = findVenueOrder(this.venue, id);
      if (!found) {
        const outcome = { kind: 'rejected', code: 'BOTRC_NOT_AT_VENUE', reason: 'never seen' } as const;
        this.#tell({ type: 'outcome', request: 'submit', clientOrderId: id, outcome });
      } else if (found.version > order.version || found.quantity !== order.quantity) this.#tell(found);
    }
  }

  #hear(): void {
    for (const output of advance(this.venue, this.bench.now)) {
      if (output.type === 'order' || output.type === 'fill' || output.type === 'funding')
        this.#said.push(output);
    }
  }

  #deliver(): void {
    const { twice, late, lost } = this.#line;
    const told = this.#said;
    this.#said = [];
    while (told.length > 0) {
      const [input] = told.splice(this.below(told.length), 1);
      if (!input) continue;
      if (this.chance(late)) this.#said.push(input);
      else if (this.chance(lost)) this.#lost.push(input);
      else {
        this.#tell(input);
        // An answer to a request comes once: it is no message of the venue.
        if (input.type !== 'outcome' && this.chance(twice)) this.#said.push(input);
      }
    }
  }

  #tell(input: Input): void {
    this.#carryOut(this.bench.send(input));
  }

  #fire(): void {
    for (const [timerId, dueMs] of [...this.bench.facts.timers]) {
      if (dueMs <= this.bench.now) this.#tell({ type: 'timer', timerId });
    }
  }

  #carryOut(effects: readonly Effect[]): void {
    const { now } = this.bench;
    const answer = (
      request: 'submit' | 'amend' | 'cancel',
      clientOrderId: string,
      outcome: Outcome,
    ): void => {
      this.#said.push({ type: 'outcome', request, clientOrderId, outcome });
    };
    for (const effect of effects) {
      if (effect.type === 'submit') {
        answer('submit', effect.order.clientOrderId, submitOrder(this.venue, effect.order, now));
      } else if (effect.type === 'amend') {
        answer('amend', effect.request.clientOrderId, amendOrder(this.venue, effect.request, now));
      } else if (effect.type === 'cancel') {
        answer('cancel', effect.request.clientOrderId, cancelOrder(this.venue, effect.request, now));
      }
    }
  }

  /** Where the core's books and the venue's differ; nothing where they are one. */
  differences(): string[] {
    const { facts, now } = this.bench;
    const found: string[] = [];
    const differ = (what: string, ours: unknown, theirs: unknown): void => {
      if (ours !== theirs) found.push(`${what}: ${String(ours)} here, ${String(theirs)} at the venue`);
    };
    const fills = new Map<string, number>();
    let held = 0;
    for (const e of venueExecutionsSince(this.venue, 0)) {
      if (e.type !== 'fill') continue;
      fills.set(e.clientOrderId, (fills.get(e.clientOrderId) ?? 0) + e.quantity);
      held += e.side === 'buy' ? e.quantity : -e.quantity;
    }
    for (const order of facts.orders.values()) {
      const id = order.clientOrderId;
      const theirs = findVenueOrder(this.venue, id);
      differ(`${id} filled`, order.filled, fills.get(id) ?? 0);
      if (!theirs) continue;
      const isWorking = theirs.status === 'working';
      differ(`${id} is final`, isFinal(order.state), !isWorking);
      if (!isWorking) differ(`${id} state`, order.state, theirs.status);
      for (const field of ['quantity', 'price', 'triggerPrice', 'trailBy'] as const) {
        // A trailing stop's trigger moves at the venue by itself, and of what has ended nobody asks.
        if (isWorking && (field !== 'triggerPrice' || order.type !== 'trailing-stop'))
          differ(`${id} ${field}`, order[field], theirs[field]);
      }
    }
    const snapshot = venueSnapshot(this.venue, now);
    const [position] = facts.positions.values();
    differ('position', position?.quantity ?? 0, snapshot.positions[0]?.quantity ?? 0);
    differ('sum of fills', position?.quantity ?? 0, held);
    const wallet = this.venue.books.cash.USDT ?? 0n;
    const net = this.venue.books.instruments[ID]?.positions.net;
    const cost = (net?.cost ?? 0n) * BigInt(Math.sign(net?.quantity ?? 0));
    // Which fill closed which is told by the order of arrival; what was paid and received in all is not.
    differ('cash', (facts.cash.get('USDT') ?? 0n) - (position?.cost ?? 0n), wallet - cost);
    return found;
  }

  /** What is held and planned for is covered by stops at the venue, no more and no less. */
  nakedness(): string | undefined {
    const { facts, now } = this.bench;
    const [position] = facts.positions.values();
    if (!position?.plan || facts.flattening.size > 0) return undefined;
    const stops = venueSnapshot(this.venue, now).orders.filter((o) => o.orderType === 'stop-market');
    const covered = stops.reduce((sum, o) => sum + o.quantity - o.filled, 0);
    const size = Math.abs(position.quantity);
    return covered === size ? undefined : `${covered} of ${size} is covered`;
  }
}

export { MINUTE };
