import {
  BotrcError,
  type Instrument,
  type InstrumentId,
  type PluginLog,
  plainError,
  plainText,
} from '@botrc/sdk';
import { fetchListing, readInstrument } from './instruments.ts';
import { nearest } from './nearest.ts';
import type { Rest } from './rest.ts';

/** The definitions read so far. */
export class Definitions {
  readonly known: ReadonlyMap<InstrumentId, Instrument>;
  readonly #known = new Map<InstrumentId, Instrument>();
  readonly #rest: Rest;
  readonly #log: PluginLog;

  constructor(rest: Rest, log: PluginLog) {
    this.known = this.#known;
    this.#rest = rest;
    this.#log = log;
  }

  /**
   * Reads the named definitions anew. One that is not listed, or that cannot be traded exactly, is left out with a
   * warning.
   * @throws as `fetchListing`
   */
  async load(ids: readonly InstrumentId[]): Promise<readonly Instrument[]> {
    const listing = await fetchListing(this.#rest);
    const found: Instrument[] = [];
    for (const id of new Set(ids)) {
      const raw = listing.get(id);
      if (raw === undefined) {
        this.#log.warn('Bybit lists no such linear instrument: it is left out', {
          code: 'BOTRC_INSTRUMENT_UNKNOWN',
          instrument: plainText(id, 40),
          nearest: nearest(id, listing.keys()) ?? null,
        });
        continue;
      }
      try {
        const instrument = readInstrument(raw, this.#known.get(id));
        this.#known.set(id, instrument);
        found.push(instrument);
      } catch (error) {
        const { code, message, found: value } = plainError(error);
        this.#log.warn('a definition cannot be used: the instrument is left out', {
          code,
          instrument: id,
          reason: message,
          found: value ?? null,
        });
      }
    }
    return found;
  }

  /** @throws BOTRC_INSTRUMENT_UNKNOWN where the venue does not list it; as `load` */
  async get(id: InstrumentId): Promise<Instrument> {
    const instrument = this.#known.get(id) ?? (await this.load([id]))[0];
    if (instrument !== undefined) return instrument;
    throw new BotrcError(
      'BOTRC_INSTRUMENT_UNKNOWN',
      `Bybit lists no linear instrument ${plainText(id, 40)}`,
      {
        mend: 'Check the symbol, or take it out of the profile.',
      },
    );
  }
}
