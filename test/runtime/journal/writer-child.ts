/** A process of its own that writes a journal until it is killed or fails: `writer-child.ts FOLDER SEED`. */
import { writeSync } from 'node:fs';
import type { Effect } from '../../../src/core/effect.ts';
import type { Event } from '../../../src/core/event.ts';
import { createFacts } from '../../../src/core/facts.ts';
import { foldDecision, foldEvent } from '../../../src/core/fold.ts';
import { openJournal } from '../../../src/runtime/journal/open-journal.ts';
import { loadFacts } from '../../../src/runtime/recovery/load-facts.ts';
import { plainError } from '../../../src/sdk/errors.ts';
import { nextUint, seedRandom } from '../../../src/sdk/index.ts';

const [folder = '', seed = ''] = process.argv.slice(2);
const random = seedRandom(seed);
const say = (line: object): void => void writeSync(1, `${JSON.stringify(line)}\n`);
const log = { debug: mute, info: mute, warn: mute, error: mute };
function mute(): void {
  // What the journal says of itself is not what is tested.
}

try {
  const journal = openJournal({
    folder,
    log,
    tape: { rollBytes: 100_000, keepBytes: 400_000 },
    onState: ({ kind }) => say({ state: kind }),
  });
  journal.beginRun({ run: `run${seed}`, bot: 'b', profile: 'p', mode: 'paper', startedMs: 1, version: '1' });
  const facts = loadFacts(journal) ?? createFacts();
  say({ opened: journal.lastSeq });
  for (let turn = 0; ; turn++) {
    let seq = journal.lastSeq;
    const events = Array.from({ length: 1 + (nextUint(random) % 20) }, (_, i): Event => {
      const stamp = { seq: ++seq, at: seq };
      return i % 3 === 0
        ? { type: 'transfer', transferId: `t${seq}`, currency: 'USDT', amount: 1n, time: 1, ...stamp }
        : {
            type: 'trade',
            instrument: 'B',
            time: 1,
            id: `${seq}`,
            side: 'buy',
            price: 1,
            quantity: 1,
            ...stamp,
          };
    });
    journal.appendEvents(events);
    for (const event of events) {
      if (event.type === 'transfer') foldEvent(facts, event);
      if (event.seq % 5 !== 0) continue;
      const effects: Effect[] = [{ type: 'timer', timerId: `${event.seq}`, dueMs: event.at + 1 }];
      const decision = { seq: event.seq, at: event.at, effects };
      journal.appendEffects(decision);
      foldDecision(facts, decision);
    }
    journal.commit();
    // A batch is a whole: its last seq, and what the account holds by it.
    say({ seq: facts.seq, cash: String(facts.cash.get('USDT') ?? 0n), timers: facts.timers.size });
    if (turn % 50 === 49) journal.snapshot(seq, facts);
    journal.tick(turn * 100);
  }
} catch (error) {
  say({ failed: plainError(error).code });
}
