import { BotrcError, type Ms, type Trade } from '@botrc/sdk';
import type { CcxtTrade } from '../client.ts';
import { type Listed, priceOf, quantityOf } from '../units.ts';

/** Ids remembered, so that a trade that is told again is one. */
const KEPT = 5_000;

/** Public trades, each once. */
export class TradeReader {
  readonly #seen = new Set<string>();

  /** New ones, oldest first. @throws BOTRC_NUMBER_…, BOTRC_EXCHANGE_ANSWER */
  read(trades: readonly CcxtTrade[], listed: Listed, nowMs: Ms): Trade[] {
    const fresh: Trade[] = [];
    for (const trade of trades) {
      const read = readTrade(trade, listed, nowMs);
      if (this.#seen.has(read.id)) continue;
      this.#seen.add(read.id);
      fresh.push(read);
    }
    for (const oldest of this.#seen) {
      if (this.#seen.size <= KEPT) break;
      this.#seen.delete(oldest);
    }
    return fresh;
  }
}

function readTrade(trade: CcxtTrade, listed: Listed, nowMs: Ms): Trade {
  const { side, timestamp } = trade;
  if (side !== 'buy' && side !== 'sell')
    throw new BotrcError('BOTRC_EXCHANGE_ANSWER', 'a public trade without a side', { found: String(side) });
  const [price, quantity] = [priceOf(listed, trade.price), quantityOf(listed, trade.amount)];
  return {
    type: 'trade',
    instrument: listed.instrument.id,
    time: timestamp ?? nowMs,
    // Where the exchange has no ids, what it tells of a trade is all there is to know it again by.
    id: trade.id ?? `${timestamp}-${side}-${price}-${quantity}`,
    side,
    price,
    quantity,
  };
}
