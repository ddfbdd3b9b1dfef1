import type { Trigger } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import { type Ms, plainText } from '../../sdk/index.ts';
import type { JournalSearch } from '../journal/search.ts';
import type { EventLink } from './chain.ts';
import { type Units, unitsOf } from './units.ts';

/**
 * What a decision answers: the event itself where the journal holds it, else what the verdict says of it, else the
 * tape's. Undefined where none of them knows.
 */
export function causeOf(
  search: JournalSearch,
  seq: number,
  at: Ms,
  trigger: Trigger | undefined,
): EventLink | undefined {
  for (const found of search.at(seq)) {
    if (found.kind === 'event') return eventLink(found.event, unitsFor(search, found.event));
  }
  if (trigger) return marketLink(trigger, { seq, at }, unitsOf(search, trigger.instrument, seq));
  for (const event of search.tape(seq, seq)) return eventLink(event, unitsFor(search, event));
  return undefined;
}

function unitsFor(search: JournalSearch, event: Event): Units {
  return unitsOf(search, 'instrument' in event ? (event.instrument ?? '') : '', event.seq);
}

export function eventLink(event: Event, units: Units): EventLink {
  const { seq, at, type } = event;
  const stamp = { step: 'event', seq, atMs: at, type } as const;
  switch (event.type) {
    case 'bar':
      return marketLink({ ...event, price: event.close }, event, units);
    case 'trade':
      return marketLink(event, event, units);
    case 'ticker':
      return marketLink({ ...event, ...(event.last !== undefined && { price: event.last }) }, event, units);
    case 'book':
      return marketLink(event, event, units);
    case 'fill': {
      const { clientOrderId, instrument } = event;
      const detail = `${units.quantity(event.quantity)} at ${units.price(event.price)}`;
      return { ...stamp, instrument, clientOrderId, detail };
    }
    case 'order': {
      const { clientOrderId, instrument, status, reason } = event;
      const detail = reason === undefined ? status : `${status}: ${plainText(reason)}`;
      return { ...stamp, instrument, clientOrderId, detail };
    }
    case 'outcome':
      return {
        ...stamp,
        clientOrderId: event.clientOrderId,
        detail: `${event.request} ${event.outcome.kind}`,
      };
    case 'command':
      return { ...stamp, detail: commandText(event.command) };
    case 'timer':
      return { ...stamp, detail: plainText(event.timerId) };
    case 'feed':
      return { ...stamp, detail: plainText(`${event.status}: ${event.reason}`) };
    default:
      return stamp;
  }
}

function marketLink(
  market: Pick<Trigger, 'type' | 'instrument' | 'interval' | 'price' | 'bid' | 'ask'>,
  { seq, at }: { readonly seq: number; readonly at: Ms },
  units: Units,
): EventLink {
  const { type, instrument, interval, price, bid, ask } = market;
  return {
    step: 'event',
    seq,
    atMs: at,
    type,
    instrument,
    ...(interval !== undefined && { interval }),
    ...(price !== undefined && { price: units.price(price) }),
    ...(bid !== undefined && { bid: units.price(bid) }),
    ...(ask !== undefined && { ask: units.price(ask) }),
  };
}

function commandText(command: { readonly kind: string; readonly reason?: string }): string {
  return command.reason === undefined ? command.kind : `${command.kind}: ${plainText(command.reason)}`;
}
