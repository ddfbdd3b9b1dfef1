import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/runtime/clock/system-clock.ts';
import { type ExchangeWorld, exchangeSuite } from '../../src/sdk/testkit/index.ts';
import socket from '../fixtures/venue/exchange-socket/index.ts';
import { VenueUnderTest } from '../fixtures/venue/venue-under-test.ts';

let venue: VenueUnderTest;
beforeAll(async () => {
  venue = await VenueUnderTest.start({
    seed: 'suite',
    speed: 60,
    faults: { lost: 0, mute: 0, drop: 0, lagMs: 20 },
  });
});
afterAll(() => venue.stop());

function wallWorld(): ExchangeWorld {
  const clock = systemClock();
  return { clock, pass: (ms) => new Promise((resolve) => clock.setTimer(ms, resolve)) };
}

describe('the exchange in front of the venue process', () => {
  it.each(exchangeSuite)('$id $title', async ({ id, run }) => {
    const result = await run({
      plugin: socket,
      options: { url: venue.url },
      instruments: ['BTCUSDT', 'ETHUSDT'],
      world: wallWorld,
      barPatienceMs: 10_000,
      mayTrade: true,
      sharesAccount: true,
    });
    // Its faults are its own, its fills whole, and it has no keys.
    if (/^EX-(30|5[0-367])$/.test(id)) expect(result).toEqual({ skipped: expect.any(String) });
    else expect(result).toBeUndefined();
  });
});
