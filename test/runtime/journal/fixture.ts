import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, vi } from 'vitest';
import type { Decision, Effect } from '../../../src/core/effect.ts';
import type { Event, Input } from '../../../src/core/event.ts';
import { createFacts, type Facts } from '../../../src/core/facts.ts';
import type { Journal, RunStart } from '../../../src/runtime/journal/journal.ts';
import { type JournalOptions, openJournal } from '../../../src/runtime/journal/open-journal.ts';
import type { PluginLog } from '../../../src/sdk/index.ts';

/** A bot's folder that lives for one test, and the journals opened in it. */
export interface Place {
  readonly folder: string;
  readonly log: { [level in keyof PluginLog]: ReturnType<typeof vi.fn<PluginLog[level]>> };
  open(options?: Partial<JournalOptions>): Journal;
}

export function usePlace(): Place {
  const open: Journal[] = [];
  let root = '';
  const log = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'botrc-journal-'));
    vi.clearAllMocks();
  });
  afterEach(() => {
    for (const journal of open.splice(0)) journal.close();
    rmSync(root, { recursive: true });
  });
  return {
    get folder() {
      return join(root, 'demo');
    },
    log,
    open(options = {}) {
      const journal = openJournal({ folder: join(root, 'demo'), log, ...options });
      open.push(journal);
      return journal;
    },
  };
}

export function runStart(run: string): RunStart {
  return { run, bot: 'demo', profile: 'demo', mode: 'paper', startedMs: 1000, version: '0.1.0' };
}

export function at<T extends Input>(seq: number, input: T): T & { seq: number; at: number } {
  return { ...input, seq, at: 1_700_000_000_000 + seq * 10 };
}

export const timer = (seq: number): Event => at(seq, { type: 'timer', timerId: `expire/${seq}` });
export const trade = (seq: number): Event =>
  at(seq, {
    type: 'trade',
    instrument: 'BTCUSDT',
    time: seq,
    id: `t${seq}`,
    side: 'buy',
    price: 640_001,
    quantity: 3,
  });

export const alert = (text: string): Effect => ({
  type: 'alert',
  level: 'info',
  title: 'title',
  text,
  dedupeKey: text,
});
export const decision = (seq: number, ...effects: Effect[]): Decision => ({
  seq,
  at: timer(seq).at,
  effects,
});

/** Facts after `seq`. */
export function factsAt(seq: number): Facts {
  return Object.assign(createFacts(), { seq, at: timer(seq).at, orderCount: seq });
}

/** Text as venues and people write it, control characters and lone surrogates too. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('$', '\ud800', '\0', '', 'жё'),
);

const fact: fc.Arbitrary<Input> = fc.oneof(
  text.map((timerId): Input => ({ type: 'timer', timerId })),
  fc
    .bigInt({ min: -(2n ** 90n), max: 2n ** 90n })
    .map((amount): Input => ({ type: 'transfer', transferId: 'x', currency: 'USDT', amount, time: 5 })),
  text.map((reason): Input => ({ type: 'feed', status: 'down', reason })),
);
const market: fc.Arbitrary<Input> = fc.oneof(
  fc.array(fc.nat(2 ** 40), { maxLength: 20 }).map(
    (bids): Input => ({
      type: 'book',
      instrument: 'BTCUSDT',
      time: 1,
      kind: 'delta',
      update: 1,
      bids,
      asks: [],
    }),
  ),
  text.map(
    (id): Input => ({ type: 'trade', instrument: 'B', time: 1, id, side: 'sell', price: 1, quantity: 1 }),
  ),
);
const effect: fc.Arbitrary<Effect> = fc.oneof(
  text.map(alert),
  fc.nat(2 ** 45).map((dueMs): Effect => ({ type: 'timer', timerId: 'a', dueMs })),
  fc
    .bigInt()
    .map((equity): Effect => ({ type: 'record', record: { kind: 'day', day: 'd', equity: String(equity) } })),
);

/** What a loop does in one turn: a batch of events, what some of them led to, and what follows. */
export interface Turn {
  readonly events: readonly (readonly [Input, readonly Effect[]])[];
  readonly after: 'commit' | 'nothing' | 'snapshot' | 'run' | 'tick';
}

export const turns: fc.Arbitrary<readonly Turn[]> = fc.array(
  fc.record({
    events: fc.array(fc.tuple(fc.oneof(fact, market), fc.array(effect, { maxLength: 3 })), { maxLength: 6 }),
    after: fc.constantFrom('commit', 'commit', 'nothing', 'snapshot', 'run', 'tick'),
  }),
  { maxLength: 25 },
);

/** Plays turns; answers with everything that was committed, in order, from `lastSeq` on. */
export function play(
  journal: Journal,
  all: readonly Turn[],
  prefix = 'r',
): { events: Event[]; decisions: Decision[] } {
  const done: { events: Event[]; decisions: Decision[] } = { events: [], decisions: [] };
  let open: typeof done = { events: [], decisions: [] };
  const settle = (): void => {
    done.events.push(...open.events);
    done.decisions.push(...open.decisions);
    open = { events: [], decisions: [] };
  };
  for (const [index, turn] of all.entries()) {
    let seq = journal.lastSeq;
    const events = turn.events.map(([input]) => at(++seq, input) as Event);
    journal.appendEvents(events);
    open.events.push(...events);
    for (const [i, [, effects]] of turn.events.entries()) {
      const led = decision(events[i]?.seq ?? 0, ...effects);
      journal.appendEffects(led);
      if (effects.length > 0) open.decisions.push(led);
    }
    if (turn.after === 'commit') journal.commit();
    else if (turn.after === 'snapshot') journal.snapshot(journal.lastSeq, factsAt(journal.lastSeq));
    else if (turn.after === 'run') journal.beginRun(runStart(`${prefix}${index}`));
    else if (turn.after === 'tick') journal.tick(index * 700);
    if (turn.after === 'commit' || turn.after === 'snapshot' || turn.after === 'run') settle();
  }
  return done;
}
