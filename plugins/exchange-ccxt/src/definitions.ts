import {
  BotrcError,
  type Clock,
  INTERVALS,
  type InstrumentId,
  intervalMs,
  type Ms,
  type PluginLog,
  plainError,
  plainText,
} from '@botrc/sdk';
import type { CcxtClient, CcxtMarket } from './client.ts';
import type { Deadline } from './deadline.ts';
import { readMarket } from './instruments.ts';
import type { CcxtOptions } from './options.ts';
import type { Listed } from './units.ts';

/** A list of markets younger than this is not read again. */
const FRESH_MS: Ms = 60_000;

export interface DefinitionParts {
  readonly client: CcxtClient;
  readonly options: CcxtOptions;
  readonly deadline: Deadline;
  readonly clock: Clock;
  readonly log: PluginLog;
}

/** The instruments read so far, by the profile's id and by ccxt's symbol. */
export class Definitions {
  readonly #parts: DefinitionParts;
  readonly #byId = new Map<InstrumentId, Listed>();
  readonly #bySymbol = new Map<string, Listed>();
  #markets: readonly CcxtMarket[] = [];
  #readMs: Ms | undefined;
  #reading: Promise<void> | undefined;

  constructor(parts: DefinitionParts) {
    this.#parts = parts;
  }

  known(id: InstrumentId): Listed | undefined {
    return this.#byId.get(id);
  }

  /** All that were asked for. */
  all(): readonly Listed[] {
    return [...this.#byId.values()];
  }

  /**
   * What an event of the account is about; undefined for a market of another kind, or one that cannot be traded
   * exactly.
   */
  bySymbol(symbol: string): Listed | undefined {
    const known = this.#bySymbol.get(symbol);
    if (known !== undefined) return known;
    const market = this.#markets.find((candidate) => candidate.symbol === symbol);
    return market && this.#take(market, market.id, undefined);
  }

  /** Reads the list of markets, unless it is fresh. @throws BOTRC_EXCHANGE_… */
  async markets(): Promise<readonly CcxtMarket[]> {
    const { clock } = this.#parts;
    if (this.#readMs !== undefined && clock.now() - this.#readMs < FRESH_MS) return this.#markets;
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    await this.#reading;
    return this.#markets;
  }

  /** Those that are listed and can be traded exactly; others are left out with a warning. @throws BOTRC_EXCHANGE_… */
  async load(ids: readonly InstrumentId[]): Promise<readonly Listed[]> {
    const markets = await this.markets();
    const found: Listed[] = [];
    for (const id of new Set(ids)) {
      const market = markets.find((candidate) => candidate.id === id || candidate.symbol === id);
      if (market === undefined) {
        this.#parts.log.warn('no such market is listed: it is left out', {
          code: 'BOTRC_INSTRUMENT_UNKNOWN',
          instrument: plainText(id, 40),
        });
        continue;
      }
      const listed = this.#take(market, id, await this.#fundingIntervalMs(market));
      if (listed !== undefined) found.push(listed);
    }
    return found;
  }

  /** @throws BOTRC_INSTRUMENT_UNKNOWN, BOTRC_EXCHANGE_… */
  async get(id: InstrumentId): Promise<Listed> {
    const listed = this.#byId.get(id) ?? (await this.load([id]))[0];
    if (listed !== undefined) return listed;
    throw new BotrcError(
      'BOTRC_INSTRUMENT_UNKNOWN',
      `${this.#parts.options.id} lists no ${this.#parts.options.type} market ${plainText(id, 40)}`,
      { mend: "Write the exchange's own symbol, or ccxt's, or take it out of the profile." },
    );
  }

  async #read(): Promise<void> {
    const { client, options, deadline, clock } = this.#parts;
    const again = this.#readMs !== undefined;
    const markets = await deadline.ask('markets', () => client.loadMarkets(again), options.marketsTimeoutMs);
    const { type, subType } = options;
    this.#markets = Object.values(markets).filter(
      (market) =>
        market.type === type && (type === 'spot' || (subType === 'linear' ? market.linear : market.inverse)),
    );
    this.#readMs = clock.now();
  }

  #take(market: CcxtMarket, id: InstrumentId, fundingIntervalMs: Ms | undefined): Listed | undefined {
    const { client, options, log } = this.#parts;
    const known = this.#bySymbol.get(market.symbol)?.instrument;
    try {
      const listed = readMarket(
        market,
        known?.id ?? id,
        {
          ...{ venue: options.id, precisionMode: client.precisionMode },
          fundingIntervalMs: fundingIntervalMs ?? known?.fundingIntervalMs,
        },
        known,
      );
      this.#byId.set(listed.instrument.id, listed);
      this.#bySymbol.set(market.symbol, listed);
      return listed;
    } catch (error) {
      const { code, message, where } = plainError(error);
      log.warn('a market cannot be traded exactly: it is left out', {
        ...{ code, instrument: plainText(market.id, 40), reason: message, where: where ?? null },
      });
      return undefined;
    }
  }

  /** Undefined where the exchange does not tell. */
  async #fundingIntervalMs(market: CcxtMarket): Promise<Ms | undefined> {
    const { client, deadline, log } = this.#parts;
    if (market.type !== 'swap' || client.has.fetchFundingRate === undefined) return undefined;
    if (client.has.fetchFundingRate === false) return undefined;
    try {
      const { interval } = await deadline.ask('funding rate', () => client.fetchFundingRate(market.symbol));
      const named = INTERVALS.find((known) => known === interval);
      return named && intervalMs(named);
    } catch (error) {
      log.debug('the funding interval is not told', { code: plainError(error).code, instrument: market.id });
      return undefined;
    }
  }
}
