import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createEffectsHash } from '../../../src/runtime/journal/effects-hash.ts';
import { alert, decision, runStart, timer, usePlace } from './fixture.ts';

const place = usePlace();

describe('the hash of effects', () => {
  it('is sha256 over one line of canonical text for each decision', () => {
    const hash = createEffectsHash();
    hash.push(decision(1, { type: 'timer', timerId: 'a', dueMs: 5 }));
    hash.push({ seq: 2, at: 7, effects: [] });
    const line = '{"seq":1,"at":1700000000010,"effects":[{"type":"timer","timerId":"a","dueMs":5}]}\n';
    expect(hash.digest()).toBe(createHash('sha256').update(line).digest('hex'));
  });

  it('goes on after a digest, and heeds order, seq, time and every value', () => {
    const digests = [
      [decision(1, alert('a'))],
      [decision(1, alert('a')), decision(2, alert('b'))],
      [decision(2, alert('b')), decision(1, alert('a'))],
      [decision(1, alert('a'), alert('b'))],
      [{ ...decision(1, alert('a')), at: 1 }],
    ].map((decisions) => {
      const hash = createEffectsHash();
      for (const one of decisions) {
        hash.push(one);
        hash.digest();
      }
      return hash.digest();
    });
    expect(new Set(digests).size).toBe(digests.length);
  });

  it('is the same for the decisions that a journal gives back, whatever the order of their keys', () => {
    const decisions = [
      decision(1, alert('a "$" \u0000')),
      { at: timer(2).at, effects: [alert('b')], seq: 2 },
    ];
    const journal = place.open();
    journal.beginRun(runStart('one'));
    journal.appendEvents([timer(1), timer(2)]);
    const [live, read] = [createEffectsHash(), createEffectsHash()];
    for (const one of decisions) {
      live.push(one);
      journal.appendEffects(one);
    }
    journal.commit();
    for (const one of journal.effects('one')) read.push(one);
    expect(read.digest()).toBe(live.digest());
  });
});
