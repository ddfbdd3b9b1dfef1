import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeTape } from '../../../src/runtime/journal/tape-decoder.ts';
import { TapeEncoder } from '../../../src/runtime/journal/tape-encoder.ts';

const CASES = Number(process.env.BOTRC_TORTURE_RUNS ?? 1_000);

/** What exchanges send: the same few records again and again, with whatever JSON can hold in them. */
const whole = fc.oneof(
  fc.integer({ min: -200, max: 200 }),
  fc.maxSafeInteger(),
  fc.constantFrom(-0, 2 ** 52, -(2 ** 53) + 1),
);
const text = fc.oneof(
  fc.constantFrom('buy', 'sell', 'BTCUSDT', '', '\ud800', 'жё', '\0"\\', '__proto__'),
  fc.string({ unit: 'binary', maxLength: 12 }),
);
const event = fc.oneof(
  fc.record({ type: fc.constant('trade'), id: text, price: whole, side: text, seq: whole }),
  fc.record({
    type: fc.constant('book'),
    bids: fc.array(whole),
    asks: fc.array(whole),
    update: fc.option(whole, { nil: undefined }),
  }),
  fc.record({
    type: fc.constant('history'),
    bars: fc.array(fc.record({ open: whole, volume: fc.double() })),
  }),
  fc.dictionary(text, fc.jsonValue({ stringUnit: 'binary' })),
);

function written(events: readonly object[]): Uint8Array {
  const encoder = new TapeEncoder();
  for (const one of events) encoder.add(one);
  return encoder.taken();
}

describe('the compact form of the tape', () => {
  it('gives back what JSON would, keys in their order, byte for byte', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), (events) => {
        expect(JSON.stringify(decodeTape(written(events)))).toBe(JSON.stringify(events));
      }),
      { numRuns: CASES, seed: 4 },
    );
  });

  it('says so where it was cut, or is something else: no garbage, no other error', () => {
    fc.assert(
      fc.property(
        fc.array(event, { minLength: 1, maxLength: 5 }),
        fc.nat(),
        fc.nat(255),
        (events, place, byte) => {
          const bytes = written(events);
          bytes[place % bytes.length] = byte;
          for (const broken of [bytes, bytes.subarray(0, place % bytes.length)]) {
            try {
              decodeTape(broken);
            } catch (error) {
              expect(error).toBeInstanceOf(SyntaxError);
            }
          }
        },
      ),
      { numRuns: CASES, seed: 4 },
    );
  });

  it('takes a sixth of the room that JSON takes for trades', () => {
    const trades = Array.from({ length: 1000 }, (_, i) => ({
      type: 'trade',
      instrument: 'BTCUSDT',
      time: 1_700_000_000_000 + i * 7,
      id: `t${i * 31}`,
      side: i % 3 === 0 ? 'buy' : 'sell',
      price: 6_400_000 + ((i * 7919) % 2_011),
      quantity: i % 900,
      seq: i,
      at: 1_700_000_000_003 + i * 7,
    }));
    expect(written(trades).length * 6).toBeLessThan(JSON.stringify(trades).length);
  });

  it('refuses what is none of JSON, and keeps what came before it', () => {
    const encoder = new TapeEncoder();
    encoder.add({ type: 'trade', price: 1 });
    expect(() => encoder.add({ type: 'trade', price: 1n })).toThrow(TypeError);
    expect(decodeTape(encoder.taken())).toEqual([{ type: 'trade', price: 1 }]);
  });
});
