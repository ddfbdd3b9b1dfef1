import { type Fill, formatTrim } from '../../sdk/index.ts';
import { type Core, emit } from '../state.ts';

/** The venue has closed a position, or a part of it, by itself: nobody else will say so. */
export function alertClosed(core: Core, fill: Fill): void {
  const { priceScale = 0, quantityScale = 0 } = core.facts.instruments.get(fill.instrument) ?? {};
  const quantity = formatTrim(fill.quantity, quantityScale);
  emit(core, {
    type: 'alert',
    level: 'critical',
    title: `${fill.instrument}: ${fill.cause} by the venue`,
    text: `The venue closed ${quantity} at ${formatTrim(fill.price, priceScale)}.`,
    dedupeKey: `closed/${fill.fillId}`,
  });
}
