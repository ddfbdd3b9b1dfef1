import type { Facts } from '../../core/facts.ts';
import { isFinal } from '../../core/orders/machine.ts';
import { ownerThere } from '../../core/reconcile/fold-reconciled.ts';
import type { PlanAction, PlanItem, PlanSubject, Severity } from '../../core/reconcile/plan.ts';
import {
  CASH_SCALE,
  formatTrim,
  type InstrumentId,
  isClientOrderId,
  type Leg,
  type OrderSnapshot,
  type VenueSnapshot,
} from '../../sdk/index.ts';

/** Cash that differs by less than 1/10,000 of the wallet is rounding, by less than 1/100 worth a look. */
const ROUNDING = 10_000n;
const NOTEWORTHY = 100n;

/**
 * What of positions, orders and cash is not as the venue says (E-6), in that order; those that an operator chose to
 * ignore are left out. Reads only.
 */
export function compareAccount(facts: Facts, snapshot: VenueSnapshot, account: string): readonly PlanItem[] {
  const positions = comparePositions(facts, snapshot, account);
  const items = [
    ...positions,
    ...compareOrders(facts, snapshot, account),
    ...compareCash(facts, snapshot, positions.length === 0),
  ];
  return items.filter((item) => !facts.ignored.has(item.mark));
}

function comparePositions(facts: Facts, snapshot: VenueSnapshot, account: string): readonly PlanItem[] {
  const legs = new Map<
    string,
    { instrument: InstrumentId; leg: Leg; ours: number; theirs: number; entryPrice: number }
  >();
  const at = (instrument: InstrumentId, leg: Leg): { ours: number; theirs: number; entryPrice: number } => {
    const key = `${instrument}/${leg}`;
    const found = legs.get(key) ?? { instrument, leg, ours: 0, theirs: 0, entryPrice: 0 };
    legs.set(key, found);
    return found;
  };
  const told = new Set(snapshot.positions.map((position) => position.instrument));
  for (const { instrument, leg, quantity } of facts.positions.values()) {
    // What spot holds is a balance: most venues list no position of it, and balances are compared by themselves.
    const isBalance = facts.instruments.get(instrument)?.kind === 'spot' && !told.has(instrument);
    if (!isBalance) at(instrument, leg).ours += quantity;
  }
  for (const { instrument, leg, quantity, entryPrice } of snapshot.positions) {
    Object.assign(at(instrument, leg), { theirs: quantity, entryPrice });
  }
  return [...legs.values()]
    .filter(({ ours, theirs }) => ours !== theirs)
    .map(({ instrument, leg, ours, theirs, entryPrice }) => {
      const scale = facts.instruments.get(instrument)?.quantityScale;
      const size = (quantity: number): string => sizeText(quantity, scale);
      const key = { account, instrument, leg, owner: ownerThere(facts, { account, instrument, leg }) };
      const subject: PlanSubject = { kind: 'position', key, ours, theirs, entryPrice };
      const text = `position ${instrument}${leg === 'net' ? '' : ` ${leg}`}: ${size(ours)} here, ${size(theirs)} at the venue`;
      const id = `position/${instrument}/${leg}`;
      const mark = `${id}=${ours}/${theirs}`;
      if (scale === undefined)
        return item(id, mark, 'warning', `${text}; not in the profile`, ['ignore'], subject);
      const choices: readonly [PlanAction, ...PlanAction[]] =
        theirs === 0
          ? ['adopt', 'ignore']
          : ours === 0
            ? ['close', 'adopt', 'ignore']
            : ['adopt', 'close', 'ignore'];
      return item(id, mark, 'critical', text, choices, subject);
    });
}

function sizeText(quantity: number, scale: number | undefined): string {
  if (quantity === 0) return 'none';
  const size = scale === undefined ? `${Math.abs(quantity)} units` : formatTrim(Math.abs(quantity), scale);
  return `${quantity > 0 ? 'long' : 'short'} ${size}`;
}

function compareOrders(facts: Facts, snapshot: VenueSnapshot, account: string): readonly PlanItem[] {
  return snapshot.orders
    .filter((order) => isStranger(facts, order))
    .map((order) => {
      const { clientOrderId, venueOrderId, instrument, quantity, side, orderType, reduceOnly, filled } =
        order;
      const known = facts.orders.get(clientOrderId);
      const owner = known?.owner ?? ownerThere(facts, { account, instrument, leg: 'net' });
      const subject: PlanSubject = { kind: 'order', key: { account, instrument, leg: 'net', owner }, order };
      const id = `order/${clientOrderId || venueOrderId}`;
      const scale = facts.instruments.get(instrument)?.quantityScale;
      const size = scale === undefined ? `${quantity} units` : formatTrim(quantity, scale);
      const text = `order ${clientOrderId || venueOrderId}: ${side} ${size} ${instrument} ${orderType} works at the venue and is not known here`;
      const isOurs = scale !== undefined && isClientOrderId(clientOrderId);
      const severity = isOurs && !reduceOnly ? 'critical' : 'warning';
      return item(
        id,
        `${id}=${quantity}/${filled}`,
        severity,
        text,
        isOurs ? ['cancel', 'adopt', 'ignore'] : ['ignore'],
        subject,
      );
    });
}

function isStranger(facts: Facts, { clientOrderId }: OrderSnapshot): boolean {
  const known = facts.orders.get(clientOrderId);
  return known === undefined || isFinal(known.state);
}

function compareCash(facts: Facts, snapshot: VenueSnapshot, isTransfer: boolean): readonly PlanItem[] {
  return snapshot.balances.flatMap(({ currency, total }) => {
    const cash = facts.cash.get(currency) ?? 0n;
    if (cash === total) return [];
    const apart = cash > total ? cash - total : total - cash;
    const whole = total > cash ? total : cash;
    const severity: Severity =
      apart * ROUNDING <= whole ? 'info' : apart * NOTEWORTHY <= whole ? 'warning' : 'critical';
    const [here, there] = [formatTrim(cash, CASH_SCALE, 2), formatTrim(total, CASH_SCALE, 2)];
    const id = `cash/${currency}`;
    const subject: PlanSubject = { kind: 'cash', currency, ours: cash, theirs: total, isTransfer };
    const text = `cash ${currency}: ${here} here, ${there} at the venue`;
    return [item(id, `${id}=${cash}/${total}`, severity, text, ['adopt', 'ignore'], subject)];
  });
}

/** Something that was found out and is booked already. */
export function news(id: string, text: string, severity: 'info' | 'warning' = 'info'): PlanItem {
  return item(id, `${id}=${text}`, severity, text, ['adopt'], { kind: 'news' });
}

function item(
  id: string,
  mark: string,
  severity: Severity,
  text: string,
  choices: readonly [PlanAction, ...PlanAction[]],
  subject: PlanSubject,
): PlanItem {
  return { id, mark, severity, text, choices, action: choices[0], subject };
}
