import type { Ms, Ticker } from '@botrc/sdk';
import type { CcxtFundingRate, CcxtTicker } from '../client.ts';
import { type Exact, isTold, rateOf } from '../exact.ts';
import { type Listed, nearPrice } from '../units.ts';

/** The merged ticker: prices from the one stream or question, funding from another. */
export class TickerReader {
  #prices: Partial<Pick<Ticker, 'last' | 'mark' | 'index'>> = {};
  #funding: Partial<Pick<Ticker, 'fundingRate' | 'nextFundingMs'>> = {};

  funding({ fundingRate, fundingTimestamp }: CcxtFundingRate): void {
    this.#funding = {
      ...(isTold(fundingRate) && { fundingRate: rateOf(fundingRate) }),
      ...(fundingTimestamp !== undefined && { nextFundingMs: fundingTimestamp }),
    };
  }

  /** @throws BOTRC_NUMBER_… */
  read(ticker: CcxtTicker, listed: Listed, nowMs: Ms): Ticker {
    const price = (name: 'last' | 'mark' | 'index', value: Exact | undefined) =>
      isTold(value) && Number(value) > 0 && { [name]: nearPrice(listed, value) };
    this.#prices = {
      ...this.#prices,
      ...price('last', ticker.last),
      ...price('mark', ticker.markPrice),
      ...price('index', ticker.indexPrice),
    };
    const { id } = listed.instrument;
    return {
      ...{ type: 'ticker', instrument: id, time: ticker.timestamp ?? nowMs },
      ...this.#prices,
      ...this.#funding,
    };
  }
}
