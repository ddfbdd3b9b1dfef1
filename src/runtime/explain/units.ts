import { formatTrim, type Instrument, type Price, type Quantity, type Side } from '../../sdk/index.ts';
import type { JournalSearch } from '../journal/search.ts';

/** An instrument's numbers as decimal texts. Where its definition is lost, the integers themselves, and told so. */
export interface Units {
  readonly known: Instrument | undefined;
  price(value: Price): string;
  quantity(value: Quantity): string;
}

/** As the instrument was defined when `seq` was decided. */
export function unitsOf(search: JournalSearch, instrument: string, seq: number): Units {
  const event = search.newest('instrument', seq, JSON.stringify(instrument));
  const known = event?.type === 'instrument' ? event.definition : undefined;
  return {
    known,
    price: (value) => formatTrim(value, known?.priceScale ?? 0),
    quantity: (value) => formatTrim(value, known?.quantityScale ?? 0),
  };
}

/** E-3, in basis points of the requested price to the hundredth; positive is worse for this side. */
export function slippageBps(side: Side, requested: Price, paid: number): number {
  const worse = side === 'buy' ? paid - requested : requested - paid;
  return Math.round((worse / requested) * 1_000_000) / 100 + 0;
}
