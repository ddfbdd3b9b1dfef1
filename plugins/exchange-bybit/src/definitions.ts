import {
  BotrcError,
  checkInstrument,
  type Instrument,
  type InstrumentId,
  type PluginLog,
  plainError,
  plainText,
} from '@botrc/sdk';
import { type Category, fetchListing, readInstrument } from './instruments.ts';
import { nearest } from './nearest.ts';
import type { Rest } from './rest.ts';
import { fetchTiers } from './risk-limits.ts';

/** The definitions read so far. */
export class Definitions {
  readonly known: ReadonlyMap<InstrumentId, Instrument>;
  readonly #known = new Map<InstrumentId, Instrument>();
  readonly #rest: Rest;
  readonly #log: PluginLog;
  readonly #category: Category;

  constructor(rest: Rest, log: PluginLog, category: Category = 'linear') {
    this.known = this.#known;
    this.#rest = rest;
    this.#log = log;
    this.#category = category;
  }

  /**
   * Reads the named definitions anew. One that is not listed, or that cannot be traded exactly, is left out with a
   * warning; one whose leverage tiers make no sense is told of and has none.
   * @throws as `fetchListing`; as `fetchTiers` where the venue does not answer
   */
  async load(ids: readonly InstrumentId[]): Promise<readonly Instrument[]> {
    const listing = await fetchListing(this.#rest, this.#category);
    const found: Instrument[] = [];
    for (const id of new Set(ids)) {
      const raw = listing.get(id);
      if (raw === undefined) {
        this.#log.warn(`Bybit lists no such ${this.#category} instrument: it is left out`, {
          code: 'BOTRC_INSTRUMENT_UNKNOWN',
          instrument: plainText(id, 40),
          nearest: nearest(id, listing.keys()) ?? null,
        });
        continue;
      }
      let bare: Instrument;
      try {
        bare = readInstrument(raw, this.#known.get(id), this.#category);
      } catch (error) {
        this.#warn('a definition cannot be used: the instrument is left out', id, error);
        continue;
      }
      const instrument = await this.#withTiers(bare);
      this.#known.set(id, instrument);
      found.push(instrument);
    }
    return found;
  }

  /** Without a table of tiers there is one, of the most leverage. */
  async #withTiers(bare: Instrument): Promise<Instrument> {
    if (this.#category === 'spot') return bare;
    try {
      return checkInstrument({ ...bare, tiers: await fetchTiers(this.#rest, this.#category, bare.id) });
    } catch (error) {
      const { code } = plainError(error);
      if (code === 'BOTRC_EXCHANGE_UNREACHABLE' || code === 'BOTRC_EXCHANGE_CLOSED') throw error;
      this.#warn('leverage tiers cannot be used: one of the most leverage is taken for all', bare.id, error);
      return bare;
    }
  }

  #warn(text: string, instrument: InstrumentId, error: unknown): void {
    const { code, message, found } = plainError(error);
    this.#log.warn(text, { code, instrument, reason: message, found: found ?? null });
  }

  /** @throws BOTRC_INSTRUMENT_UNKNOWN where the venue does not list it; as `load` */
  async get(id: InstrumentId): Promise<Instrument> {
    const instrument = this.#known.get(id) ?? (await this.load([id]))[0];
    if (instrument !== undefined) return instrument;
    throw new BotrcError(
      'BOTRC_INSTRUMENT_UNKNOWN',
      `Bybit lists no ${this.#category} instrument ${plainText(id, 40)}`,
      {
        mend: 'Check the symbol, or take it out of the profile.',
      },
    );
  }
}
