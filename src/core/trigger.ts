import type { Trigger } from './effect.ts';
import type { Core } from './state.ts';

/** The market event being worked on, in short, with the touch after it; nothing where the event is none of the market. */
export function triggerOf(core: Core): { readonly trigger?: Trigger } {
  const event = core.trigger;
  if (!event) return {};
  const { type, instrument, time } = event;
  const book = core.markets.get(instrument)?.book;
  const price = event.type === 'bar' ? event.close : event.type === 'trade' ? event.price : undefined;
  const last = event.type === 'ticker' ? event.last : price;
  const bid = book?.bids.price(0);
  const ask = book?.asks.price(0);
  return {
    trigger: {
      type,
      instrument,
      time,
      ...(event.type === 'bar' && { interval: event.interval }),
      ...(last !== undefined && { price: last }),
      ...(bid !== undefined && { bid }),
      ...(ask !== undefined && { ask }),
    },
  };
}
