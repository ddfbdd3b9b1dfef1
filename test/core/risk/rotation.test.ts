import { describe, expect, it } from 'vitest';
import type { InstrumentId } from '../../../src/sdk/index.ts';
import { CoreBench, LONG } from '../harness.ts';
import { answer, ETH_LONG, recovered, withRisk } from './rig.ts';

const EVERY = 60_000;

function bench(): CoreBench {
  return new CoreBench(withRisk({ rotation: { keep: 1, everyMs: EVERY } }));
}

/** A book with this spread, in ticks, and this size on either side. */
function book(on: CoreBench, instrument: InstrumentId, spread: number, size: number): void {
  const kind = 'snapshot';
  const asks = [300_000 + spread, size];
  on.send({ type: 'book', instrument, time: on.now, kind, update: 1, bids: [300_000, size], asks });
}

const ranked = (on: CoreBench): readonly string[] | undefined => on.core.facts.rotation?.ranked;

describe('rotation (D-6)', () => {
  it('takes no entry before every instrument could be ranked', () => {
    const on = bench();
    book(on, 'BTCUSDT', 10, 1_000);
    expect(ranked(on)).toBeUndefined();
    expect(answer(on, 's1', LONG)).toBe('rotation');
  });

  it('takes entries in the best by depth and spread alone, and says which rank the others have', () => {
    const on = bench();
    book(on, 'BTCUSDT', 10, 1_000);
    book(on, 'ETHUSDT', 20, 900);
    expect(ranked(on)).toEqual(['BTCUSDT', 'ETHUSDT']);
    expect(answer(on, 's2', ETH_LONG)).toBe('rotation');
    expect(answer(on, 's1', LONG)).toMatchObject({ instrument: 'BTCUSDT' });
  });

  it('ranks again when it is due, and not before; equals stay in the order of the profile', () => {
    const on = bench();
    book(on, 'BTCUSDT', 10, 1_000);
    book(on, 'ETHUSDT', 10, 1_000);
    expect(ranked(on)).toEqual(['BTCUSDT', 'ETHUSDT']);
    book(on, 'ETHUSDT', 5, 9_000);
    expect(ranked(on)).toEqual(['BTCUSDT', 'ETHUSDT']);
    on.now += EVERY;
    book(on, 'ETHUSDT', 5, 9_000);
    expect(ranked(on)).toEqual(['ETHUSDT', 'BTCUSDT']);
  });

  it('waits while a book has a gap', () => {
    const on = bench();
    book(on, 'BTCUSDT', 10, 1_000);
    on.send({ type: 'feed', status: 'gap', instrument: 'BTCUSDT', reason: 'test' });
    book(on, 'ETHUSDT', 10, 1_000);
    expect(ranked(on)).toBeUndefined();
    book(on, 'BTCUSDT', 10, 1_000);
    expect(ranked(on)).toHaveLength(2);
  });

  it('survives a crash: the ranking is in the journal', () => {
    const on = bench();
    book(on, 'BTCUSDT', 10, 1_000);
    book(on, 'ETHUSDT', 20, 900);
    expect(recovered(on).rotation).toEqual(on.core.facts.rotation);
  });
});
