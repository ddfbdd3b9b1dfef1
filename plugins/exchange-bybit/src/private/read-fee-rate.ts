import { type FeeRates, parseBig, RATE_SCALE, rescale, toSafe } from '@botrc/sdk';
import { asRecord, asText } from '../wire.ts';

/*
 * An item of /v5/account/fee-rate (shortened):
 *
 * {"symbol":"ETHUSDT","takerFeeRate":"0.0006","makerFeeRate":"0.0001","baseCoin":""}
 *
 * https://bybit-exchange.github.io/docs/v5/account/fee-rate
 */

/** Some tiers have more decimals than a rate of the core. */
const FINE = 16;

/** @throws BOTRC_WIRE_FORMAT, BOTRC_NUMBER_… */
export function readFeeRate(item: unknown): FeeRates {
  const raw = asRecord(item, 'fee rate');
  const rate = (field: string): number =>
    toSafe(rescale(parseBig(asText(raw[field], field), FINE), FINE, RATE_SCALE));
  return { maker: rate('makerFeeRate'), taker: rate('takerFeeRate') };
}
