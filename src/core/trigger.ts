import type { Mutable } from '../sdk/index.ts';
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
  const trigger: Mutable<Trigger> = { type, instrument, time };
  if (event.type === 'bar') trigger.interval = event.interval;
  if (last !== undefined) trigger.price = last;
  if (bid !== undefined) trigger.bid = bid;
  if (ask !== undefined) trigger.ask = ask;
  return { trigger };
}
