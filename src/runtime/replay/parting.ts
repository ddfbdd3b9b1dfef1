import type { Decision, Effect } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { Facts } from '../../core/facts.ts';
import { entryPrice } from '../../core/portfolio/booking.ts';
import { CASH_SCALE, formatTrim, type Instrument, keyText } from '../../sdk/index.ts';

/** The first place where a replay and the record part, and the state that led there. JSON-plain. */
export interface Parting {
  readonly seq: number;
  /** The event, as it was recorded. */
  readonly event: unknown;
  /** What it led to then and now; empty where it led to nothing. */
  readonly recorded: readonly unknown[];
  readonly replayed: readonly unknown[];
  /** The first effect that differs, counted from 0, and its values that do; at most ten. */
  readonly effect: number;
  readonly values: readonly { readonly path: string; readonly recorded: string; readonly replayed: string }[];
  readonly state: PartingState;
}

/** What both had in common before the event: of the instruments that the event and its effects are about. */
export interface PartingState {
  readonly positions: readonly {
    readonly key: string;
    readonly quantity: string;
    readonly entryPrice: string | null;
    readonly realized: string;
  }[];
  readonly orders: readonly {
    readonly id: string;
    readonly role: string;
    readonly side: string;
    readonly quantity: string;
    readonly filled: string;
    readonly price: string | null;
    readonly state: string;
  }[];
  readonly cash: readonly { readonly currency: string; readonly amount: string }[];
  /** The last of each kind before it. */
  readonly market: readonly {
    readonly type: string;
    readonly instrument: string;
    readonly seq: number;
    readonly price: string | null;
  }[];
  readonly killed: string | null;
  readonly halted: string | null;
  readonly paused: boolean;
  readonly stopped: readonly string[];
}

export interface Difference {
  readonly seq: number;
  readonly event?: Event;
  readonly recorded?: Decision;
  readonly replayed?: Decision;
  /** The last market events before it, one of each kind and instrument. */
  readonly market: readonly Event[];
}

const MOST_VALUES = 10;

/** @param facts as they were before the event; absent: of a new account. */
export function partingOf(difference: Difference, facts: Facts | undefined): Parting {
  const { seq, event, recorded, replayed } = difference;
  const [then, now] = [recorded?.effects ?? [], replayed?.effects ?? []];
  const length = Math.max(then.length, now.length);
  const texts = (effects: readonly Effect[]): readonly string[] =>
    effects.map((one) => JSON.stringify(plain(one)));
  const [a, b] = [texts(then), texts(now)];
  let effect = 0;
  while (effect < length && a[effect] === b[effect]) effect++;
  return {
    seq,
    event: plain(event),
    recorded: then.map(plain),
    replayed: now.map(plain),
    effect,
    values: [...differing(plain(then[effect]), plain(now[effect]), '')].slice(0, MOST_VALUES),
    state: stateBefore(difference, facts),
  };
}

function* differing(then: unknown, now: unknown, path: string): Generator<Parting['values'][number]> {
  if (JSON.stringify(then) === JSON.stringify(now)) return;
  if (isTree(then) && isTree(now)) {
    for (const key of new Set([...Object.keys(then), ...Object.keys(now)])) {
      yield* differing(then[key], now[key], path === '' ? key : `${path}.${key}`);
    }
    return;
  }
  yield { path, recorded: told(then), replayed: told(now) };
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function told(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}

function stateBefore(difference: Difference, facts: Facts | undefined): PartingState {
  const about = instrumentsOf(difference);
  const isAbout = (instrument: string): boolean => about.size === 0 || about.has(instrument);
  const text = (
    value: number | undefined,
    instrument: string,
    scale: keyof Instrument & ('priceScale' | 'quantityScale'),
  ): string | null =>
    value === undefined ? null : formatTrim(value, facts?.instruments.get(instrument)?.[scale] ?? 0);
  const positions = [...(facts?.positions.values() ?? [])].filter(
    (p) => p.quantity !== 0 && isAbout(p.instrument),
  );
  const orders = [...(facts?.open ?? [])].flatMap((id) => facts?.orders.get(id) ?? []);
  return {
    positions: positions.map((position) => {
      const { instrument, quantity, realized } = position;
      const known = facts?.instruments.get(instrument);
      return {
        key: keyText(position),
        quantity: text(quantity, instrument, 'quantityScale') ?? '',
        entryPrice: text(known && entryPrice(position, known), instrument, 'priceScale'),
        realized: formatTrim(realized, CASH_SCALE, 2),
      };
    }),
    orders: orders
      .filter(({ instrument }) => isAbout(instrument))
      .map(({ clientOrderId: id, instrument, role, side, quantity, filled, price, triggerPrice, state }) => ({
        id,
        role,
        side,
        quantity: text(quantity, instrument, 'quantityScale') ?? '',
        filled: text(filled, instrument, 'quantityScale') ?? '',
        price: text(price ?? triggerPrice, instrument, 'priceScale'),
        state,
      })),
    cash: [...(facts?.cash ?? [])].map(([currency, amount]) => ({
      currency,
      amount: formatTrim(amount, CASH_SCALE, 2),
    })),
    market: difference.market.flatMap((event) => {
      if (!('instrument' in event) || event.instrument === undefined || !isAbout(event.instrument)) return [];
      const price =
        event.type === 'bar'
          ? event.close
          : event.type === 'trade'
            ? event.price
            : event.type === 'ticker'
              ? event.last
              : undefined;
      return {
        type: event.type,
        instrument: event.instrument,
        seq: event.seq,
        price: text(price, event.instrument, 'priceScale'),
      };
    }),
    killed: facts?.kill?.reason ?? null,
    halted: facts?.halt?.reason ?? null,
    paused: facts?.paused ?? false,
    stopped: [...(facts?.stopped.keys() ?? [])],
  };
}

function instrumentsOf({ event, recorded, replayed }: Difference): ReadonlySet<string> {
  const found = new Set<string>();
  if (event && 'instrument' in event && event.instrument !== undefined) found.add(event.instrument);
  for (const effect of [...(recorded?.effects ?? []), ...(replayed?.effects ?? [])]) {
    if (effect.type === 'submit') found.add(effect.order.instrument);
    else if (effect.type === 'cancel' || effect.type === 'amend') found.add(effect.request.instrument);
    else if (effect.type === 'record' && 'instrument' in effect.record) found.add(effect.record.instrument);
  }
  return found;
}

/** What JSON cannot say as the text of it. */
function plain(value: unknown): unknown {
  if (value === undefined) return undefined;
  return JSON.parse(
    JSON.stringify(value, (_key, inner: unknown) => {
      if (typeof inner === 'bigint') return inner.toString();
      return inner instanceof Map || inner instanceof Set ? [...inner] : inner;
    }),
  );
}
