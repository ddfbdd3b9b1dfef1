import type { Decision } from '../core/effect.ts';
import type { Event, Input } from '../core/event.ts';
import { isMarketData } from '../core/event.ts';
import type { Facts } from '../core/facts.ts';
import { foldDecision, foldEvent } from '../core/fold.ts';
import type { Clock } from '../sdk/index.ts';
import type { Executor } from './effects/executor.ts';
import { checkAnswer } from './host/check-answer.ts';
import type { Host } from './host/host.ts';
import type { Journal } from './journal/journal.ts';
import { RecentEvents } from './recent-events.ts';
import type { WaitingRoom } from './room.ts';

/** Events handed over at once, at most. */
const WINDOW = 512;

export interface LoopPorts {
  readonly room: WaitingRoom;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly executor: Executor;
  /** The runtime's own copy of the facts, folded beside the host: what a new host starts from. */
  readonly facts: Facts;
  /** After a batch is durable and its effects are under way. */
  readonly onBatch: (events: readonly Event[], decisions: readonly Decision[]) => void | Promise<void>;
}

/**
 * The one loop of a running bot: takes events from the room, stamps them, journals them, hands them to the host,
 * journals what it decided, makes both durable, and only then lets the executor act.
 */
export class Loop {
  /** What the next candidate for the host is tried with. */
  readonly recent: RecentEvents = new RecentEvents();
  readonly #ports: LoopPorts;
  #host: Host | undefined;
  #seq: number;
  #at: number;
  #pump: Promise<void> | undefined;
  #failure: unknown;
  #held = 0;
  /** Settles when the last exchange of the host that was begun is over. */
  #exchanged: Promise<void> = Promise.resolve();
  #deciding = false;
  /** The batch handed to the host and not yet decided: what a new host must be given again. */
  #open: readonly Event[] = [];
  readonly #onFailure: (error: unknown) => void;

  constructor(ports: LoopPorts, onFailure: (error: unknown) => void) {
    this.#ports = ports;
    this.#seq = ports.journal.lastSeq;
    this.#at = ports.journal.lastAt;
    this.#onFailure = onFailure;
  }

  get seq(): number {
    return this.#seq;
  }

  /** False between two batches: then all that the host knows is durable. */
  get deciding(): boolean {
    return this.#deciding;
  }

  get host(): Host | undefined {
    return this.#host;
  }

  /** Call whenever something entered the room. */
  wake(): void {
    if (this.#pump !== undefined || this.#held > 0 || this.#failure !== undefined || !this.#host) return;
    this.#pump = this.#run().finally(() => {
      this.#pump = undefined;
      if (this.#ports.room.size > 0) this.wake();
    });
  }

  /**
   * Settles when the room is empty and every effect has its outcome, repeatedly until both hold.
   * @throws what ended the loop, where it goes on no more.
   */
  async idle(): Promise<void> {
    for (;;) {
      if (this.#pump !== undefined) await this.#pump;
      await this.#exchanged;
      await this.#ports.executor.idle();
      if (this.#held > 0) continue;
      if (this.#failure !== undefined) throw this.#failure;
      const waits = this.#ports.room.size > 0 && this.#host;
      if (this.#pump === undefined && !waits) return;
    }
  }

  /**
   * Stops between two batches, lets `work` exchange the host, and goes on; events wait in the room meanwhile and
   * none is lost. `work` returns the host to go on with. One exchange follows the other.
   */
  async exchange(work: (seq: number, undecided: readonly Event[]) => Promise<Host>): Promise<void> {
    this.#held++;
    const before = this.#exchanged;
    let done: () => void = () => undefined;
    this.#exchanged = new Promise((resolve) => {
      done = resolve;
    });
    try {
      await before;
      // A blocked host never finishes its batch: whoever replaces it closes it, which rejects the step.
      await this.#pump;
      this.#host = await work(this.#seq, this.#open);
      // Market data changes minds only, and the new host's begin with a warm-up: an older one must come first.
      this.#open = this.#open.filter((event) => !isMarketData(event.type));
      if (this.#open.length > 0) await this.#decide(this.#open);
      this.#failure = undefined;
    } finally {
      this.#held--;
      done();
      this.wake();
    }
  }

  async #run(): Promise<void> {
    const { room } = this.#ports;
    try {
      while (room.size > 0 && this.#held === 0) {
        const events = this.#stamp(room.take(WINDOW));
        this.#ports.journal.appendEvents(events);
        this.#open = events;
        await this.#decide(events);
      }
    } catch (error) {
      this.#failure = error;
      this.#onFailure(error);
    }
  }

  async #decide(events: readonly Event[]): Promise<void> {
    const { journal, executor, facts } = this.#ports;
    const host = this.#host;
    if (!host) return;
    this.#deciding = true;
    const decisions = await host.step(events);
    checkAnswer(events, decisions, facts);
    this.#open = [];
    let next = 0;
    for (const event of events) {
      if (!isMarketData(event.type)) foldEvent(facts, event);
      const decision = decisions[next];
      if (decision?.seq !== event.seq) continue;
      next++;
      journal.appendEffects(decision);
      foldDecision(facts, decision);
    }
    journal.commit();
    this.#deciding = false;
    this.recent.push(events);
    executor.run(decisions);
    await this.#ports.onBatch(events, decisions);
  }

  #stamp(inputs: readonly Input[]): Event[] {
    const now = this.#ports.clock.now();
    if (now > this.#at) this.#at = now;
    return inputs.map((input) => ({ ...input, seq: ++this.#seq, at: this.#at }));
  }
}
