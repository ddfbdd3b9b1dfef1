import {
  formatTrim,
  type Instrument,
  type InstrumentId,
  type Ms,
  type Owner,
  type Quantity,
  type Signal,
} from '../../sdk/index.ts';
import type { Refusal } from '../risk/gate.ts';
import { blockedUntil } from '../risk/rules/anti-churn.ts';
import { type Core, emit, instrumentOf, type Seat } from '../state.ts';
import { deny } from './deny.ts';
import { DEFAULT_EXPIRY_MS, sendSignal, sizedSignal } from './take-signal.ts';

/**
 * A signal that waits, in the facts, for the end of an anti-churn block (R-5, `queued`) or for the operator's word (E-7,
 * `confirm`). One per owner, instrument and side: a newer one takes its place.
 */
export interface HeldSignal {
  /** What the operator names it by. */
  readonly id: string;
  readonly owner: Owner;
  readonly instrument: InstrumentId;
  readonly signal: Signal;
  readonly stage: 'queued' | 'confirm';
  /** What it would be sent with now; it is sized anew when it is sent. */
  readonly quantity: Quantity;
  readonly sinceMs: Ms;
  /** It is sent before that moment or at it, or never: its own validity, or the profile's `holdSeconds` where longer. */
  readonly expiresMs: Ms;
  /** Of a queued one: the end of the block. */
  readonly releaseMs: Ms | undefined;
}

/** A held signal that went no further, and whom to tell. */
export interface Dropped {
  readonly owner: Owner;
  readonly signal: Signal;
  readonly refusal: Refusal;
}

/** A fresh signal: sent at once, or held. */
export function takeSignal(
  core: Core,
  seat: Seat,
  instrument: Instrument,
  signal: Signal,
): Refusal | undefined {
  seat.signals++;
  const { execution } = core.config;
  const validMs = Math.max(signal.expiresMs ?? DEFAULT_EXPIRY_MS, execution.holdMs);
  return admit(core, seat, instrument, {
    signal,
    sinceMs: core.now,
    expiresMs: core.now + validMs,
    isConfirmed: !execution.manual,
  });
}

interface Candidate extends Pick<HeldSignal, 'signal' | 'sinceMs' | 'expiresMs'> {
  /** Of one that was held before. */
  readonly id?: string;
  readonly isConfirmed: boolean;
}

function admit(core: Core, seat: Seat, instrument: Instrument, candidate: Candidate): Refusal | undefined {
  const { signal, expiresMs, isConfirmed } = candidate;
  const releaseMs = blockedUntil(core, instrument.id, signal.side);
  if (releaseMs === undefined && isConfirmed) return sendSignal(core, seat, instrument, signal, expiresMs);
  const sized = sizedSignal(core, seat, instrument, signal);
  if ('refusal' in sized) {
    return deny(core, seat.config.owner, instrument.id, signal, sized.refusal, sized.sizing);
  }
  hold(core, {
    id: candidate.id ?? `s${core.facts.heldCount + 1}`,
    owner: seat.config.owner,
    instrument: instrument.id,
    signal,
    stage: releaseMs === undefined ? 'confirm' : 'queued',
    quantity: sized.quantity,
    sinceMs: candidate.sinceMs,
    expiresMs,
    releaseMs,
  });
  return undefined;
}

function hold(core: Core, held: HeldSignal): void {
  for (const other of core.facts.held.values()) {
    const isSame = other.owner === held.owner && other.instrument === held.instrument;
    if (isSame && other.signal.side === held.signal.side && other.id !== held.id) {
      release(core, other);
      const refusal = { rule: 'superseded', reason: 'a newer signal has taken its place' };
      deny(core, other.owner, other.instrument, other.signal, refusal);
    }
  }
  emit(core, { type: 'record', record: { ...held, kind: 'held' } });
  const dueMs = Math.min(held.expiresMs, held.releaseMs ?? held.expiresMs);
  emit(core, { type: 'timer', timerId: `held/${held.id}`, dueMs });
  if (held.stage === 'confirm') announce(core, held);
}

function announce(core: Core, { id, owner, instrument, signal, quantity, expiresMs }: HeldSignal): void {
  const { priceScale, quantityScale } = instrumentOf(core, instrument);
  const stop = formatTrim(signal.stop, priceScale);
  emit(core, {
    type: 'alert',
    level: 'info',
    title: `${instrument}: ${signal.side} ${formatTrim(quantity, quantityScale)} waits for a word`,
    text: `${owner}: ${signal.reason}. Stop ${stop}. \`bot confirm ${id}\` within ${Math.ceil((expiresMs - core.now) / 1000)} s.`,
    dedupeKey: `confirm/${core.config.run}/${id}`,
  });
}

/** Its block has ended, or its time is over. */
export function onHeldTimer(core: Core, id: string): Dropped | undefined {
  const held = core.facts.held.get(id);
  if (!held) return undefined;
  const isReleased = held.releaseMs !== undefined && core.now >= held.releaseMs;
  if (!isReleased || core.now > held.expiresMs)
    return drop(core, held, 'expired', `it expired while ${WAIT[held.stage]}`);
  return proceed(core, held, !core.config.execution.manual);
}

const WAIT = { queued: 'it was queued', confirm: 'nobody confirmed it' } as const;

/** E-7: the operator's word on a signal that waits for it. */
export function decideHeld(
  core: Core,
  id: string,
  isConfirmed: boolean,
  reason: string,
): Dropped | undefined {
  const held = core.facts.held.get(id);
  if (!held) return undefined;
  if (!isConfirmed) return drop(core, held, 'declined', reason);
  if (core.now > held.expiresMs) return drop(core, held, 'expired', 'it had expired when it was confirmed');
  // A confirmation ahead of the block's end counts when it ends.
  if (held.stage === 'queued') return undefined;
  return proceed(core, held, true);
}

function proceed(core: Core, held: HeldSignal, isConfirmed: boolean): Dropped | undefined {
  const { id, owner, instrument, signal, sinceMs, expiresMs } = held;
  const seat = core.seats.find((one) => one.config.owner === owner);
  if (!seat) return drop(core, held, 'stopped', 'its strategy has left');
  if (core.facts.stopped.has(owner)) return drop(core, held, 'stopped', 'its strategy was stopped');
  release(core, held);
  const candidate = { id, signal, sinceMs, expiresMs, isConfirmed };
  const refusal = admit(core, seat, instrumentOf(core, instrument), candidate);
  return refusal && { owner, signal, refusal };
}

/** Signals that wait go no further: of one owner, or all of them. */
export function dropHeld(core: Core, reason: string, owner?: Owner): void {
  for (const held of [...core.facts.held.values()]) {
    if (owner === undefined || held.owner === owner) drop(core, held, 'stopped', reason);
  }
}

function drop(core: Core, held: HeldSignal, rule: string, reason: string): Dropped {
  const { owner, instrument, signal } = held;
  release(core, held);
  return { owner, signal, refusal: deny(core, owner, instrument, signal, { rule, reason }) };
}

function release(core: Core, { id }: HeldSignal): void {
  emit(core, { type: 'record', record: { kind: 'released', id } });
  const timerId = `held/${id}`;
  if (core.facts.timers.has(timerId)) emit(core, { type: 'timer', timerId, dueMs: 0 });
}
