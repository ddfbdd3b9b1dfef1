import type { Effect } from '../core/effect.ts';
import type { Event } from '../core/event.ts';
import { isoTime } from '../runtime/clock/iso-time.ts';
import { type Line, paragraph } from '../runtime/explain/lines.ts';
import type { Found } from '../runtime/journal/search.ts';
import { recordLine } from '../runtime/record-line.ts';
import { plainText } from '../sdk/index.ts';

const INDENT = 36;

/** An entry of the journal for people: a line for an event, one for each effect that it led to. */
export function entryText(found: Found): readonly Line[] {
  const head = `${isoTime(found.at)} ${String(found.seq).padStart(8)}`;
  const texts =
    found.kind === 'event'
      ? [eventText(found.event)]
      : found.decision.effects.map((effect) => `-> ${effectText(effect)}`);
  return texts.flatMap((text, index) =>
    paragraph(text, 100 - INDENT).map(
      (line, part) => `${index + part === 0 ? head.padEnd(INDENT) : ' '.repeat(INDENT)}${line}`,
    ),
  );
}

/** As JSON: what JSON cannot say, such as an exact cash amount, as the text of it. */
export function plainEntry(found: Found): object {
  const { seq, at } = found;
  const body = found.kind === 'event' ? { event: found.event } : { effects: found.decision.effects };
  return { seq, timeMs: at, kind: found.kind, ...(plain(body) as object) };
}

function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_key, inner: unknown) => {
      if (typeof inner === 'bigint') return inner.toString();
      if (inner instanceof Map || inner instanceof Set) return [...inner];
      return inner;
    }),
  );
}

function eventText(event: Event): string {
  switch (event.type) {
    case 'order':
      return `order ${event.clientOrderId} ${event.status}${because(event.reason)}`;
    case 'outcome':
      return `${event.request} ${event.clientOrderId} ${event.outcome.kind}`;
    case 'fill':
      return `fill ${event.fillId} of ${event.clientOrderId}: ${event.side} ${event.instrument}`;
    case 'timer':
      return `timer ${event.timerId}`;
    case 'command':
      return `command ${event.command.kind}`;
    case 'feed':
      return `feed ${event.status}${because(event.reason)}`;
    case 'config':
      return `config ${event.cause}: profile ${event.config.profile}, run ${event.config.run}`;
    case 'instrument':
      return `instrument ${event.instrument}`;
    case 'venue':
      return `venue: ${event.snapshot.positions.length} positions, ${event.snapshot.orders.length} orders`;
    default:
      return event.type;
  }
}

function effectText(effect: Effect): string {
  switch (effect.type) {
    case 'submit': {
      const { clientOrderId, side, instrument, role, type } = effect.order;
      return `submit ${clientOrderId}: ${side} ${instrument}, ${type}, ${role}`;
    }
    case 'amend':
      return `amend ${effect.request.clientOrderId}`;
    case 'cancel':
      return `cancel ${effect.request.clientOrderId}${because(effect.reason)}`;
    case 'alert':
      return `alert ${effect.level}: ${plainText(effect.title)}`;
    case 'timer':
      return effect.dueMs === 0 ? `timer ${effect.timerId} off` : `timer ${effect.timerId}`;
    case 'record':
      return recordLine(effect.record, 0).text;
  }
}

function because(reason: string | undefined): string {
  return reason === undefined || reason === '' ? '' : `: ${plainText(reason)}`;
}
