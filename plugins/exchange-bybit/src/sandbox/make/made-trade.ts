import { type Ms, nextUint, type Random } from '@botrc/sdk';
import { type Precision, priceText, sizeText } from '../market/definition.ts';
import type { WireTrade } from '../market/trade-stream.ts';

export interface TradeFacts {
  readonly symbol: string;
  /** The taker's side. */
  readonly side: 'Buy' | 'Sell';
  readonly price: number;
  readonly size: number;
  readonly atMs: Ms;
  readonly seq: number;
}

/** A made trade as the stream sends it, with an id out of the generator. */
export function madeTrade(facts: TradeFacts, precision: Precision, random: Random): WireTrade {
  return {
    T: facts.atMs,
    s: facts.symbol,
    S: facts.side,
    v: sizeText(facts.size, precision),
    p: priceText(facts.price, precision),
    L: facts.side === 'Buy' ? 'PlusTick' : 'MinusTick',
    i: tradeId(random),
    BT: false,
    RPI: false,
    seq: facts.seq,
  };
}

/** In the form of a UUID. */
function tradeId(random: Random): string {
  const hex = Array.from({ length: 4 }, () => nextUint(random).toString(16).padStart(8, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
