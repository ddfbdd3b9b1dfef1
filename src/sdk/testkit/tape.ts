import type { MarketEvent } from '../market/events.ts';
import type { Instrument } from '../market/instrument.ts';
import type { InstrumentId } from '../values/ids.ts';
import type { Ms } from '../values/time.ts';

/** One market event with the moment at which it is handed over. */
export interface TapeEntry {
  /** Non-decreasing along a tape; never before the event's own time. */
  readonly at: Ms;
  readonly event: MarketEvent;
}

/** Market data in the order of its hand-over: what a recording holds and what tests play. */
export interface Tape {
  readonly instruments: readonly Instrument[];
  readonly entries: readonly TapeEntry[];
}

/** A linear perpetual for tests: prices of 0.01, quantities of 0.001, tick 0.10. Any field can be another. */
export function testInstrument(id: InstrumentId = 'BTCUSDT', fields: Partial<Instrument> = {}): Instrument {
  return {
    id,
    venue: 'test',
    kind: 'linear',
    base: id.replace(/USDT$/, ''),
    quote: 'USDT',
    settle: 'USDT',
    priceScale: 2,
    quantityScale: 3,
    tick: 10,
    lot: 1,
    minQuantity: 1,
    maxQuantity: 1_000_000,
    maxMarketQuantity: 100_000,
    minNotional: 0n,
    maxLeverage: 100,
    fundingIntervalMs: 8 * 3_600_000,
    status: 'trading',
    ...fields,
  };
}
