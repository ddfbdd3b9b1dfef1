import type { Ms } from '@botrc/sdk';
import { VenueClock } from '../clock.ts';
import { sourceError } from '../errors.ts';
import { MINUTE_MS } from '../market/candle.ts';
import { builtInListing, Listing } from '../market/listing.ts';
import { Playback } from '../playback.ts';
import { wallMs } from '../wall.ts';
import { World } from '../world.ts';
import type { WorldOptions } from './options.ts';
import { RecordedMarket } from './recorded-market.ts';
import type { Recording } from './recording.ts';
import { madeMarket } from './synthetic-world.ts';

/**
 * The world stands still so long before the moment where the recorder subscribed to candles, and runs from there
 * when a client does: one that subscribes instrument by instrument still meets each recorded close. Shorter than
 * the silence that clients take for a broken stream.
 */
const LEAD_MS: Ms = 2_000;

/**
 * A world that stands still until begun, then plays the recording as it was, every time moved by whole minutes to
 * the wall's, and is made from there on. `notBeforeMs`: its time is not below that, so that the time of a sandbox
 * never goes back.
 */
export function recordingWorld(recording: Recording, options: WorldOptions, notBeforeMs: Ms): World {
  // Never before the minute that is open when the recording begins: its candle is known, an earlier one is not.
  const minutes = recording.starts.map((start) => start.kline.data[0]?.start ?? 0);
  const heldMs = Math.max(recording.startMs - LEAD_MS, ...minutes);
  const nearest = Math.round((wallMs() - heldMs) / MINUTE_MS) * MINUTE_MS;
  const shiftMs = Math.max(nearest, Math.ceil((notBeforeMs - heldMs) / MINUTE_MS) * MINUTE_MS);
  const clock = new VenueClock(heldMs + shiftMs, options.speed);
  const listing = recording.definitions ? new Listing(recording.definitions) : builtInListing();
  const recorded = new Map(
    recording.starts.map((start) => {
      const definition = listing.get(start.symbol);
      if (!definition)
        throw sourceError('the recorded instrument is not listed', recording.file, start.symbol);
      return [start.symbol, new RecordedMarket(start, definition, shiftMs, options.publish)];
    }),
  );
  const extra = options.symbols
    .filter((symbol) => !recorded.has(symbol))
    .map((symbol) => madeMarket(listing.need(symbol), 'recording', clock.now(), options.publish));
  const happenings = recording.messages.map(({ atMs, recorded: message }) => ({
    atMs: atMs + shiftMs,
    happen: () => recorded.get(message.symbol)?.play(message),
  }));
  const playback = new Playback(
    clock.now(),
    extra.map(({ maker }) => maker),
    happenings,
    () => {
      options.log('recording ended; the market goes on synthetically');
      return [...recorded.values()].map((market) => market.successor());
    },
  );
  const markets = [...[...recorded.values()], ...extra].map(({ market }) => market);
  return new World(clock, listing, markets, playback);
}
