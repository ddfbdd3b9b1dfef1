import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encode } from '../../../src/core/codec.ts';
import { isMarketData } from '../../../src/core/event.ts';
import { createFacts } from '../../../src/core/facts.ts';
import { foldDecision, foldEvent } from '../../../src/core/fold.ts';
import { memoryJournal } from '../../../src/runtime/journal/memory-journal.ts';
import { loadFacts } from '../../../src/runtime/recovery/load-facts.ts';
import { at, decision, timer, trade, turns, usePlace } from '../journal/fixture.ts';

const place = usePlace();

describe('the facts of a journal', () => {
  it('are none where it holds nothing', () => {
    expect(loadFacts(memoryJournal())).toBeUndefined();
    expect(loadFacts(place.open())).toBeUndefined();
  });

  it('bear the stamp of the last entry, and a decision on market data counts', () => {
    const journal = place.open();
    journal.appendEvents([timer(1), trade(2), trade(3)]);
    journal.appendEffects(decision(2, { type: 'timer', timerId: 'flatten/x', dueMs: 77 }));
    journal.commit();
    const facts = loadFacts(journal);
    expect([facts?.seq, facts?.at]).toEqual([2, timer(2).at]);
    expect(facts?.timers).toEqual(new Map([['flatten/x', 77]]));
  });

  it('equal those that the running bot folded, byte for byte, over snapshots and restarts', () => {
    fc.assert(
      fc.property(turns, fc.boolean(), (all, isRestarted) => {
        const folder = `${place.folder}-${Math.random()}`;
        let journal = place.open({ folder });
        const live = createFacts();
        for (const turn of all) {
          let seq = journal.lastSeq;
          const events = turn.events.map(([input]) => at(++seq, input));
          journal.appendEvents(events);
          for (const [i, event] of events.entries()) {
            if (!isMarketData(event.type)) foldEvent(live, event);
            const led = decision(event.seq, ...(turn.events[i]?.[1] ?? []));
            journal.appendEffects(led);
            foldDecision(live, led);
          }
          journal.commit();
          if (turn.after === 'snapshot') journal.snapshot(journal.lastSeq, live);
          if (turn.after === 'run' && isRestarted) {
            journal.close();
            journal = place.open({ folder });
          }
        }
        expect(encode(loadFacts(journal) ?? createFacts())).toBe(encode(live));
        journal.close();
      }),
      { numRuns: 25 },
    );
  });
});
