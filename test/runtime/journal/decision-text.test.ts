import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encode } from '../../../src/core/codec.ts';
import type { Decision, Effect, RuleVerdict } from '../../../src/core/effect.ts';
import { decisionText } from '../../../src/runtime/journal/decision-text.ts';
import { CoreBench, LONG } from '../../core/harness.ts';

const word: fc.Arbitrary<RuleVerdict> = fc.record({
  rule: fc.constantFrom('form', 'margin', '"quoted"', 'rule\n2'),
  verdict: fc.constantFrom('allow', 'deny', 'resize'),
  used: fc.string(),
  limit: fc.string({ unit: 'binary' }),
  reason: fc.string({ unit: 'grapheme' }),
});

/** Few words for many verdicts, so that the very record of before comes again, also after another of its rule. */
const verdicts = fc.array(word, { minLength: 1, maxLength: 6 }).chain((words) =>
  fc.array(
    fc.record(
      {
        kind: fc.constant('verdict'),
        owner: fc.string(),
        intent: fc.anything({ withBigInt: true, maxDepth: 2 }).map((odd) => ({ odd, rules: [] })),
        clientOrderId: fc.option(fc.string(), { nil: undefined }),
        rules: fc.array(fc.constantFrom(...words), { maxLength: 8 }),
        trigger: fc.record({ price: fc.integer(), bid: fc.option(fc.integer(), { nil: undefined }) }),
      },
      { requiredKeys: ['kind', 'rules'] },
    ),
    { maxLength: 4 },
  ),
);

describe('the text of a decision', () => {
  it('is that of the whole, whatever its words are and however often they come again', () => {
    fc.assert(
      fc.property(verdicts, fc.nat(), (records, seq) => {
        const effects = records.map((record) => ({ type: 'record', record }) as unknown as Effect);
        const decision: Decision = { seq, at: 1_700_000_000_000 + seq, effects };
        expect(decisionText(decision)).toBe(encode(decision));
      }),
      { seed: 7, numRuns: 1_000 },
    );
  });

  it('is that of the whole for what the core says', () => {
    const bench = new CoreBench();
    const said: (readonly Effect[])[] = [bench.ask('s1', LONG), bench.ask('s1', LONG)];
    for (const effects of said) {
      const decision: Decision = { seq: 1, at: 2, effects };
      expect(decisionText(decision)).toBe(encode(decision));
      expect(effects.length).toBeGreaterThan(0);
    }
  });
});
