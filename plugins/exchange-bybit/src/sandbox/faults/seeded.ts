import { nextFloat, seedRandom } from '@botrc/sdk';
import type { Fault, FaultSource, Place } from './faults.ts';

/** What may go wrong by chance. A ban (403) is not among it: nothing goes on for ten minutes after one. */
const FAULTS: Readonly<Record<Place, readonly Fault[]>> = {
  rest: [
    { do: 'drop' },
    { do: 'drop-after' },
    { do: 'delay', ms: 150 },
    { do: 'status', status: 503 },
    { do: 'status-after', status: 504 },
    { do: 'code', code: 10_016 },
    { do: 'code-after', code: 10_000 },
  ],
  trade: [
    { do: 'drop' },
    { do: 'drop-after' },
    { do: 'no-answer' },
    { do: 'delay', ms: 150 },
    { do: 'code', code: 10_016 },
    { do: 'code-after', code: 10_016 },
    { do: 'code-after', code: 10_000 },
    { do: 'code', code: 10_006 },
    { do: 'code', code: 10_019 },
  ],
  account: [
    { do: 'drop' },
    { do: 'drop-after' },
    { do: 'duplicate' },
    { do: 'reorder' },
    { do: 'delay', ms: 100 },
    { do: 'torn' },
    { do: 'stall' },
  ],
  market: [{ do: 'drop' }, { do: 'skip' }, { do: 'duplicate' }, { do: 'torn' }],
};

/** How likely each place is to fail, as a multiple of what was asked for: the market tells so much more. */
const WEIGHTS: Readonly<Record<Place, number>> = { rest: 0.1, trade: 1, account: 0.7, market: 0.01 };

export interface SeededFaults {
  readonly source: FaultSource;
  /** How often each has struck: `trade drop-after` → 3. */
  readonly struck: ReadonlyMap<string, number>;
  total(): number;
  /** From now on everything goes well. */
  end(): void;
}

/** Faults by chance, `most` of them at the most; equal seeds and equal askings give equal faults. */
export function seededFaults(seed: string, probability: number, most: number): SeededFaults {
  const random = seedRandom(seed);
  const struck = new Map<string, number>();
  let total = 0;
  let over = false;
  return {
    struck,
    total: () => total,
    end: () => {
      over = true;
    },
    source: (place) => {
      if (over || total >= most || nextFloat(random) >= probability * WEIGHTS[place]) return undefined;
      const kinds = FAULTS[place];
      const fault = kinds[Math.floor(nextFloat(random) * kinds.length)];
      if (fault === undefined) return undefined;
      total++;
      const name = `${place} ${fault.do}`;
      struck.set(name, (struck.get(name) ?? 0) + 1);
      return fault;
    },
  };
}
