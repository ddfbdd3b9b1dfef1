import { decode, encode } from '../../../src/core/codec.ts';
import type { CoreConfig } from '../../../src/core/config.ts';
import type { Effect } from '../../../src/core/effect.ts';
import { step } from '../../../src/core/engine.ts';
import type { Event, Input } from '../../../src/core/event.ts';
import { completeFacts, createFacts, type Facts } from '../../../src/core/facts.ts';
import { type Core, createCore } from '../../../src/core/state.ts';
import {
  type BookUpdate,
  nextFloat,
  nextUint,
  type Outcome,
  type Random,
  rateFromFraction,
  type StrategyInstance,
  seedRandom,
} from '../../../src/sdk/index.ts';
import {
  advance,
  amendOrder,
  cancelOrder,
  createVenue,
  defineInstrument,
  onMarket,
  submitOrder,
  type Venue,
  venueSnapshot,
} from '../../../src/sim/index.ts';
import { BTC, CONFIG, cash, ETH, START } from '../harness.ts';
import { checkAdmission, checkExposure, checkRefusals } from './hostile-checks.ts';
import { hostileIntents } from './hostile-intents.ts';

const STEP_MS = 2_000;
const INSTRUMENTS = [BTC, ETH];
const OWNERS = ['s1', 's2'];

export interface WalkReport {
  readonly steps: number;
  proposals: number;
  submits: number;
  fills: number;
  lateFills: number;
  lost: number;
  halts: number;
  restarts: number;
}

/**
 * Two strategies that ask for anything at all, on a real core and a real simulated venue: requests and answers are
 * lost, fills come later than the words that follow them, the bot restarts, the operator resumes it. After every event
 * the venue's own books are held against what the core counts as exposure.
 */
export class HostileWalk {
  core: Core;
  readonly venue: Venue;
  readonly random: Random;
  readonly report: WalkReport;
  now = START;
  readonly #config: CoreConfig;
  #seq = 0;
  readonly #mids: number[] = [300_000, 300_000];
  /** On their way to the core, each at its own pace: fills may come long after the words. */
  readonly #mail: { readonly dueMs: number; readonly input: Input }[] = [];
  readonly #timers = new Map<string, number>();

  constructor(seed: number, steps: number) {
    this.random = seedRandom(seed);
    this.report = {
      steps,
      ...{ proposals: 0, submits: 0, fills: 0, lateFills: 0, lost: 0, halts: 0, restarts: 0 },
    };
    this.#config = configOf(this.random);
    this.venue = createVenue({
      account: 'main',
      cash: { USDT: cash('10000') },
      leverage: 10,
      fees: { maker: 10_000, taker: 30_000 },
      latency: {
        order: { model: 'uniform', minMs: 0, maxMs: 4_000 },
        cancel: { model: 'uniform', minMs: 0, maxMs: 6_000 },
      },
      slippageTicks: 1,
      partialFills: { probability: 0.5, minFraction: 0.1 },
      seed,
    });
    for (const instrument of INSTRUMENTS) defineInstrument(this.venue, instrument, this.now);
    this.core = this.#start(createFacts());
  }

  run(): WalkReport {
    for (let i = 0; i < this.report.steps; i++) this.#step(i);
    return this.report;
  }

  #start(facts: Facts): Core {
    const instances = new Map(OWNERS.map((owner) => [owner, this.#strategy(owner)]));
    this.core = createCore(this.#config, instances, facts);
    this.#tell({ type: 'config', config: this.#config, configHash: 'h', cause: 'start' });
    for (const definition of INSTRUMENTS)
      this.#tell({ type: 'instrument', instrument: definition.id, definition });
    this.#tell({ type: 'feed', status: 'up', reason: 'walk' });
    this.#tell({ type: 'venue', time: this.now, snapshot: venueSnapshot(this.venue, this.now) });
    const command = { kind: 'reconcile', cause: 'start', items: [], apply: [] } as const;
    this.#tell({ type: 'command', commandId: `start/${this.#seq}`, command });
    return this.core;
  }

  #strategy(owner: string): StrategyInstance {
    return {
      state: {},
      onBook: () => {
        const intents = hostileIntents(this.random, this.core, owner);
        this.report.proposals += intents.length;
        return intents;
      },
    };
  }

  #step(i: number): void {
    this.now += STEP_MS;
    for (const [timerId, dueMs] of [...this.#timers]) {
      if (dueMs > this.now) continue;
      this.#timers.delete(timerId);
      this.#tell({ type: 'timer', timerId });
    }
    const book = this.#market(i % 2);
    onMarket(this.venue, book, this.now);
    this.#collect();
    this.#deliver();
    this.#tell(book);
    this.#collect();
    if (nextFloat(this.random) < 0.01) this.#operator();
    if (nextFloat(this.random) < 0.000_5) this.#restart();
    if (i % 500 === 0) this.#topUp();
  }

  /** A walk with jumps, thin and thick books, and now and then a wide spread. */
  #market(index: number): BookUpdate {
    const instrument = INSTRUMENTS[index] ?? BTC;
    const jump = nextFloat(this.random) < 0.005 ? 40 : 1;
    const move = Math.round((nextFloat(this.random) - 0.5) * 200 * jump);
    const mid = Math.min(600_000, Math.max(150_000, (this.#mids[index] ?? 300_000) + move));
    this.#mids[index] = mid;
    const spread = 1 + (nextUint(this.random) % 40);
    const bids: number[] = [];
    const asks: number[] = [];
    for (let level = 0; level < 5; level++) {
      bids.push(mid - spread - level * 7, 1 + (nextUint(this.random) % 60));
      asks.push(mid + spread + level * 7, 1 + (nextUint(this.random) % 60));
    }
    const { id } = instrument;
    return { type: 'book', instrument: id, time: this.now, kind: 'snapshot', update: this.#seq, bids, asks };
  }

  /** What the venue says goes on its way; one fill in three dawdles. */
  #collect(): void {
    for (const input of advance(this.venue, this.now)) {
      const slow = input.type === 'fill' && nextFloat(this.random) < 0.33;
      if (slow) this.report.lateFills++;
      const delay = Math.floor(nextFloat(this.random) * (slow ? 60_000 : 3_000));
      this.#mail.push({ dueMs: this.now + delay, input });
    }
  }

  #deliver(): void {
    const due = this.#mail.filter((letter) => letter.dueMs <= this.now);
    if (due.length === 0) return;
    const left = this.#mail.filter((letter) => letter.dueMs > this.now);
    this.#mail.splice(0, this.#mail.length, ...left);
    for (const { input } of due) {
      if (input.type === 'fill') this.report.fills++;
      this.#tell(input);
    }
  }

  #operator(): void {
    this.#command(
      nextFloat(this.random) < 0.2
        ? { kind: 'kill', cancel: nextFloat(this.random) < 0.5, flatten: false, reason: 'walk' }
        : { kind: 'resume', reason: 'walk' },
    );
  }

  #command(command: Extract<Input, { type: 'command' }>['command']): void {
    this.#tell({ type: 'command', commandId: `c${this.#seq}`, command });
  }

  /** The facts as they would come out of a journal, and empty minds. */
  #restart(): void {
    this.report.restarts++;
    this.#start(completeFacts(decode(encode(this.core.facts)) as Facts));
    for (const index of [0, 1]) this.#tell(this.#market(index));
  }

  /** So that the walk can go on for ever: what the account has lost is paid in. */
  #topUp(): void {
    if ((this.venue.books.cash.USDT ?? 0n) > cash('6000')) return;
    const amount = cash('4000');
    this.venue.books.cash.USDT = (this.venue.books.cash.USDT ?? 0n) + amount;
    const transferId = `t${this.#seq}`;
    this.#tell({ type: 'transfer', transferId, currency: 'USDT', amount, time: this.now });
  }

  #tell(input: Input): void {
    const event: Event = { ...input, seq: ++this.#seq, at: this.now };
    const effects = [...step(this.core, event)];
    checkRefusals(effects);
    for (const [i, effect] of effects.entries()) {
      if (effect.type === 'submit') checkAdmission(this, effect.order, effects.slice(i + 1));
      this.#carryOut(effect);
    }
    checkExposure(this);
  }

  #carryOut(effect: Effect): void {
    const lost = nextFloat(this.random);
    if (effect.type === 'timer') {
      if (effect.dueMs === 0) this.#timers.delete(effect.timerId);
      else this.#timers.set(effect.timerId, effect.dueMs);
    } else if (effect.type === 'submit') {
      this.report.submits++;
      const id = effect.order.clientOrderId;
      if (lost < 0.02) this.#loseRequest(id);
      else {
        const outcome = submitOrder(this.venue, effect.order, this.now);
        this.#answer('submit', id, lost < 0.05 && outcome.kind === 'accepted' ? LOST : outcome);
      }
    } else if (effect.type === 'cancel') {
      const outcome = cancelOrder(this.venue, effect.request, this.now);
      this.#answer('cancel', effect.request.clientOrderId, outcome);
    } else if (effect.type === 'amend') {
      const outcome = amendOrder(this.venue, effect.request, this.now);
      this.#answer('amend', effect.request.clientOrderId, outcome);
    } else if (effect.type === 'record' && effect.record.kind === 'halted') this.report.halts++;
  }

  /** It never reached the venue; much later that is found out. */
  #loseRequest(id: string): void {
    this.report.lost++;
    this.#answer('submit', id, LOST);
    const outcome: Outcome = { kind: 'rejected', code: 'NEVER', reason: 'the venue never had it' };
    const input = { type: 'outcome', request: 'submit', clientOrderId: id, outcome } as const;
    this.#mail.push({ dueMs: this.now + 30_000, input });
  }

  #answer(request: 'submit' | 'cancel' | 'amend', clientOrderId: string, outcome: Outcome): void {
    const input = { type: 'outcome', request, clientOrderId, outcome } as const;
    this.#mail.push({ dueMs: this.now + Math.floor(nextFloat(this.random) * 2_000), input });
  }
}

const LOST: Outcome = { kind: 'unknown', code: 'TIMEOUT', reason: 'no answer' };

function configOf(random: Random): CoreConfig {
  const strategies = OWNERS.map((owner) => ({
    ...(CONFIG.strategies[0] as CoreConfig['strategies'][number]),
    owner,
    instruments: INSTRUMENTS.map(({ id }) => id),
    subscriptions: INSTRUMENTS.map(({ id }) => ({ stream: 'book', instrument: id, depth: 50 }) as const),
  }));
  return {
    ...CONFIG,
    strategies,
    sizing: { ...CONFIG.sizing, maxNotional: cash('5000') },
    risk: {
      ...CONFIG.risk,
      dailyLoss: { fraction: rateFromFraction(0.02), cash: cash('150') },
      maxPosition: cash('3000'),
      maxPositions: 2,
      maxOpenOrders: 6,
      forbidFlip: nextFloat(random) < 0.5,
      doubleSendMs: 0,
      totalRisk: { cash: cash('250') },
      drawdown: { fraction: rateFromFraction(0.1), days: 3 },
      lossStreak: { trades: 5, cooldownMs: 600_000 },
      expectancy: { r: rateFromFraction(-0.1), trades: 20 },
    },
  };
}
