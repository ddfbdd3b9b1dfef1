import type { CoreConfig } from '../../core/config.ts';
import type { Decision } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { Facts } from '../../core/facts.ts';
import type { CoreView } from '../../core/view/rows.ts';
import type { Boot, Host } from '../host/host.ts';
import { decisionText } from '../journal/decision-text.ts';
import { createEffectsHash } from '../journal/effects-hash.ts';
import type { Journal, ReplayStart } from '../journal/journal.ts';
import { LastSeen } from './last-seen.ts';
import type { Difference } from './parting.ts';
import { Stage } from './stage.ts';

/** Events handed over at once. */
const WINDOW = 512;

export interface ReplayPorts {
  readonly journal: Journal;
  readonly run: string;
  readonly createHost: () => Host;
  /** Finds the present code of a recorded configuration's strategies. */
  readonly modulesOf: (config: CoreConfig) => Promise<Boot['modules']>;
  /** What the run began with; absent: nothing. */
  readonly facts?: Facts;
  /** Begins there, not with the first event. */
  readonly start?: ReplayStart;
}

export interface ReplayResult {
  readonly events: number;
  readonly decisions: number;
  /** sha256 of all effects, as recorded and as decided now. Equal: byte for byte the same. */
  readonly recordedSha256: string;
  readonly replayedSha256: string;
  /** The first place where they part; absent where they do not. Undefined on a side that decided nothing there. */
  readonly difference?: Difference;
}

/** What was played of a window, and what it led to. */
export interface Played {
  readonly events: readonly Event[];
  readonly decisions: readonly Decision[];
}

/**
 * A recorded run on its way through the present code, its fills included: every effect is compared with the record,
 * and nothing is sent anywhere. Every method but `next` may throw BOTRC_JOURNAL_… where the record is damaged or has
 * holes, and what a strategy's module is refused for.
 */
export class Reel {
  readonly #stage: Stage;
  readonly #events: Iterator<Event>;
  readonly #record: Iterator<Decision>;
  readonly #hashes = { recorded: createEffectsHash(), replayed: createEffectsHash() };
  readonly #market = new LastSeen();
  #next: IteratorResult<Event>;
  #recorded: IteratorResult<Decision>;
  #played = 0;
  #decisions = 0;
  #difference: Difference | undefined;

  constructor(ports: ReplayPorts) {
    const { journal, run, start } = ports;
    this.#stage = new Stage(ports);
    this.#events = journal.replay(run, start?.seq)[Symbol.iterator]();
    this.#record = journal.effects(run, start?.seq)[Symbol.iterator]();
    this.#next = this.#events.next();
    this.#recorded = this.#record.next();
  }

  /** The event that is played next; undefined at the end. */
  get next(): Event | undefined {
    return this.#next.done ? undefined : this.#next.value;
  }

  /** seq of the next event that led to something, by the record; undefined where none is left. */
  get nextDecision(): number | undefined {
    return this.#recorded.done ? undefined : this.#recorded.value.seq;
  }

  get facts(): Facts {
    return this.#stage.facts;
  }

  get difference(): Difference | undefined {
    return this.#difference;
  }

  /**
   * Plays the next events for which `goes` holds, at most 512 and never beyond a change of the configuration. A
   * configuration and the definitions that follow it are never parted: its strategies are created with them.
   */
  async play(goes: (event: Event) => boolean = () => true): Promise<Played> {
    const events: Event[] = [];
    let defines = false;
    for (let event = this.next; event; event = this.next) {
      const belongs: boolean = defines && event.type === 'instrument';
      if (!belongs && (events.length >= WINDOW || !goes(event))) break;
      // The strategies are other ones from there on.
      if (events.length > 0 && event.type === 'config') break;
      defines = belongs || event.type === 'config';
      events.push(event);
      this.#next = this.#events.next();
    }
    const last = events.at(-1);
    if (!last) return { events, decisions: [] };
    this.#played += events.length;
    const decisions = await this.#stage.play(events);
    this.#compare(events, decisions, last.seq);
    return { events, decisions };
  }

  /** Undefined before the first configuration. */
  view(): Promise<CoreView | undefined> {
    return this.#stage.view();
  }

  /** What was decided after the end of the tape cannot be replayed and is not compared. */
  result(): ReplayResult {
    return {
      events: this.#played,
      decisions: this.#decisions,
      recordedSha256: this.#hashes.recorded.digest(),
      replayedSha256: this.#hashes.replayed.digest(),
      ...(this.#difference && { difference: this.#difference }),
    };
  }

  async close(): Promise<void> {
    this.#events.return?.();
    this.#record.return?.();
    await this.#stage.close();
  }

  #compare(events: readonly Event[], replayed: readonly Decision[], upTo: number): void {
    for (const decision of replayed) this.#hashes.replayed.push(decision);
    this.#decisions += replayed.length;
    const recorded: Decision[] = [];
    while (!this.#recorded.done && this.#recorded.value.seq <= upTo) {
      recorded.push(this.#recorded.value);
      this.#hashes.recorded.push(this.#recorded.value);
      this.#recorded = this.#record.next();
    }
    if (this.#difference) return;
    const found = firstDifference(recorded, replayed);
    if (found) this.#difference = { ...found, ...this.#market.upTo(events, found.seq) };
    else this.#market.see(events);
  }
}

function firstDifference(
  recorded: readonly Decision[],
  replayed: readonly Decision[],
): Difference | undefined {
  for (let i = 0; i < Math.max(recorded.length, replayed.length); i++) {
    const [a, b] = [recorded[i], replayed[i]];
    if (a && b && decisionText(a) === decisionText(b)) continue;
    const seq = Math.min(a?.seq ?? Number.POSITIVE_INFINITY, b?.seq ?? Number.POSITIVE_INFINITY);
    return {
      seq,
      ...(a?.seq === seq && { recorded: a }),
      ...(b?.seq === seq && { replayed: b }),
      market: [],
    };
  }
  return undefined;
}
