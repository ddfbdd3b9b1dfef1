import { type Instrument, parseBig, parseScaled, rescale, toSafe, type VenuePosition } from '@botrc/sdk';
import { asRecord, asText, malformed } from '../wire.ts';
import { legOf } from './read-order.ts';

/*
 * An item of /v5/position/list and of the `position` topic, which calls avgPrice entryPrice (shortened):
 *
 * {"symbol":"ETHUSDT","positionIdx":0,"side":"Sell","size":"0.01","avgPrice":"3641.075","leverage":"30",
 *  "positionStatus":"Normal","takeProfit":"","stopLoss":"", …}
 *
 * https://bybit-exchange.github.io/docs/v5/position
 * Flat is side "" and size "0".
 */

/** Averages have more decimals than the instrument's prices. */
const FINE = 12;

/** @throws BOTRC_WIRE_FORMAT, BOTRC_NUMBER_… */
export function readPosition(item: unknown, instrument: Instrument): VenuePosition {
  const raw = asRecord(item, 'position');
  const size = parseScaled(asText(raw.size, 'size') || '0', instrument.quantityScale);
  const side = asText(raw.side, 'side');
  if (size !== 0 && side !== 'Buy' && side !== 'Sell')
    throw malformed('side', 'is neither Buy nor Sell', side);
  const average = asText(raw.avgPrice ?? raw.entryPrice, 'avgPrice') || '0';
  return {
    instrument: instrument.id,
    leg: legOf(raw.positionIdx),
    quantity: side === 'Sell' ? -size : size,
    entryPrice: toSafe(rescale(parseBig(average, FINE), FINE, instrument.priceScale)),
  };
}
