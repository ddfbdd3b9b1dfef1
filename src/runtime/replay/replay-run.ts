import type { CoreConfig } from '../../core/config.ts';
import type { Decision } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import { isMarketData } from '../../core/event.ts';
import { createFacts, type Facts } from '../../core/facts.ts';
import { foldDecision, foldEvent } from '../../core/fold.ts';
import type { Boot, Host } from '../host/host.ts';
import { createEffectsHash } from '../journal/effects-hash.ts';
import { decisionText } from '../journal/entry.ts';
import type { Journal } from '../journal/journal.ts';
import type { Difference } from './parting.ts';

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

/**
 * Feeds a recorded run, its fills included, through the present code and compares every effect with the record.
 * Nothing is sent anywhere.
 * @throws BOTRC_JOURNAL_… where the record is damaged or has holes; what a strategy's module is refused for.
 */
export async function replayRun(ports: ReplayPorts): Promise<ReplayResult> {
  const recorded = ports.journal.effects(ports.run)[Symbol.iterator]();
  const [recordedHash, replayedHash] = [createEffectsHash(), createEffectsHash()];
  const stage = new Stage(ports);
  const market = new LastSeen();
  let difference: ReplayResult['difference'];
  let [events, decisions] = [0, 0];
  const compare = (replayed: readonly Decision[], upTo: number): void => {
    for (const decision of replayed) replayedHash.push(decision);
    decisions += replayed.length;
    const theirs: Decision[] = [];
    while (!next.done && next.value.seq <= upTo) {
      theirs.push(next.value);
      recordedHash.push(next.value);
      next = recorded.next();
    }
    difference ??= firstDifference(theirs, replayed);
  };
  let next = recorded.next();
  try {
    for (const window of windows(ports.journal.replay(ports.run))) {
      events += window.length;
      const isNew = difference === undefined;
      compare(await stage.play(window), window.at(-1)?.seq ?? 0);
      if (difference === undefined) market.see(window);
      else if (isNew) difference = { ...difference, ...market.upTo(window, difference.seq) };
    }
    // What was decided after the tape's end cannot be replayed and is not compared.
  } finally {
    await stage.close();
  }
  return {
    events,
    decisions,
    recordedSha256: recordedHash.digest(),
    replayedSha256: replayedHash.digest(),
    ...(difference && { difference }),
  };
}

/** The host of the moment: another one from each `config` event on, as it was in the run. */
class Stage {
  readonly #ports: ReplayPorts;
  readonly #facts: Facts;
  #host: Host | undefined;

  constructor(ports: ReplayPorts) {
    this.#ports = ports;
    this.#facts = structuredClone(ports.facts ?? createFacts());
  }

  async play(events: readonly Event[]): Promise<readonly Decision[]> {
    const [first] = events;
    if (first?.type === 'config') await this.#change(first.config, events);
    const decisions = (await this.#host?.step(events)) ?? [];
    let next = 0;
    for (const event of events) {
      if (!isMarketData(event.type)) foldEvent(this.#facts, event);
      const decision = decisions[next];
      if (decision?.seq !== event.seq) continue;
      next++;
      foldDecision(this.#facts, decision);
    }
    return decisions;
  }

  async close(): Promise<void> {
    await this.#host?.close();
  }

  async #change(config: CoreConfig, events: readonly Event[]): Promise<void> {
    const facts = structuredClone(this.#facts);
    // Strategies know their instruments when they are created; the definitions follow the config.
    for (const event of events) {
      if (event.type === 'instrument' && !facts.instruments.has(event.instrument)) {
        facts.instruments.set(event.instrument, event.definition);
      }
    }
    const host = this.#ports.createHost();
    await host.open({ config, modules: await this.#ports.modulesOf(config), facts });
    const memory = await this.#host?.remember();
    if (memory) await host.adopt(facts, memory);
    await this.#host?.close();
    this.#host = host;
  }
}

/** The last market event of each kind and instrument. */
class LastSeen {
  readonly #events = new Map<string, Event>();

  see(window: readonly Event[]): void {
    for (const event of window) {
      if (isMarketData(event.type) && event.type !== 'history' && 'instrument' in event)
        this.#events.set(`${event.instrument}/${event.type}`, event);
    }
  }

  /** Before the event with this seq, and that event. */
  upTo(window: readonly Event[], seq: number): Pick<Difference, 'event' | 'market'> {
    this.see(window.filter((event) => event.seq < seq));
    const event = window.find((one) => one.seq === seq);
    return { ...(event && { event }), market: [...this.#events.values()] };
  }
}

/** Windows that break before each `config`, so that it is always the first. */
function* windows(events: Iterable<Event>): Generator<readonly Event[]> {
  let window: Event[] = [];
  for (const event of events) {
    if (window.length > 0 && (event.type === 'config' || window.length >= WINDOW)) {
      yield window;
      window = [];
    }
    window.push(event);
  }
  if (window.length > 0) yield window;
}

function firstDifference(
  recorded: readonly Decision[],
  replayed: readonly Decision[],
): ReplayResult['difference'] {
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
