import { type Instrument, parseBig, RATE_SCALE, rescale, type Ticker, toSafe } from '@botrc/sdk';
import { asRecord, asText, malformed, type TopicMessage } from './wire.ts';

/** Decimals read before rounding; mark and index prices may be finer than the instrument's prices. */
const READ_SCALE = 18;

type Fields = Partial<Record<'last' | 'mark' | 'index' | 'fundingRate' | 'nextFundingMs', number>>;

/**
 * One tickers topic. A snapshot has every field, a delta only what changed; `""` means the venue has no value.
 *
 *   {"topic":"tickers.BTCUSDT","type":"snapshot","ts":1673272861686,"data":{"symbol":"BTCUSDT","lastPrice":"17216.00",
 *   "markPrice":"17217.33","indexPrice":"17227.36","fundingRate":"-0.000212","nextFundingTime":"1673280000000", …}}
 *
 * https://bybit-exchange.github.io/docs/v5/websocket/public/ticker
 */
export class TickerTopic {
  readonly #instrument: Instrument;
  #fields: Fields | undefined;

  constructor(instrument: Instrument) {
    this.#instrument = instrument;
  }

  /** True until the next snapshot. */
  get waiting(): boolean {
    return this.#fields === undefined;
  }

  /** From here on deltas are ignored until a snapshot. */
  lose(): void {
    this.#fields = undefined;
  }

  /**
   * The whole ticker; `ignored` where none of its fields changed, or before the first snapshot.
   * @throws BOTRC_WIRE_FORMAT, BOTRC_NUMBER_…: the ticker is lost until a snapshot.
   */
  message(message: TopicMessage): Ticker | 'ignored' {
    const data = asRecord(message.data, 'data');
    if (asText(data.symbol, 'symbol') !== this.#instrument.id)
      throw malformed('symbol', 'is not the symbol of its topic', data.symbol);
    const old = message.type === 'snapshot' ? {} : this.#fields;
    if (old === undefined) return 'ignored';
    const scale = this.#instrument.priceScale;
    const fields: Fields = { ...old };
    let changed = message.type === 'snapshot';
    const merge = (field: keyof Fields, value: unknown, decimals: number, least: number): void => {
      if (value === undefined) return;
      const number = rounded(asText(value, field), decimals);
      if (number !== undefined && number < least) throw malformed(field, 'is out of range', value);
      if (number === fields[field]) return;
      changed = true;
      if (number === undefined) delete fields[field];
      else fields[field] = number;
    };
    merge('last', data.lastPrice, scale, 1);
    merge('mark', data.markPrice, scale, 1);
    merge('index', data.indexPrice, scale, 1);
    merge('fundingRate', data.fundingRate, RATE_SCALE, Number.NEGATIVE_INFINITY);
    merge('nextFundingMs', data.nextFundingTime, 0, 0);
    this.#fields = fields;
    if (!changed) return 'ignored';
    return { type: 'ticker', instrument: this.#instrument.id, time: message.timeMs, ...fields };
  }
}

/** The number at a scale, to the nearest (a mark price may have more decimals); undefined for "". */
function rounded(text: string, scale: number): number | undefined {
  return text === '' ? undefined : toSafe(rescale(parseBig(text, READ_SCALE), READ_SCALE, scale, 'half'));
}
