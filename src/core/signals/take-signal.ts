import {
  type Instrument,
  ladderPrice,
  type Ms,
  type Price,
  type Quantity,
  type Rung,
  type Signal,
  signalFlaw,
} from '../../sdk/index.ts';
import type { SizingWord } from '../effect.ts';
import { defaultLeg } from '../legs.ts';
import { touchPrice } from '../market/market.ts';
import type { Plan } from '../orders/plan.ts';
import { shares } from '../orders/shares.ts';
import { propose, type Refusal } from '../risk/gate.ts';
import { worstPrice } from '../risk/proposal.ts';
import { type Core, emit, type Seat } from '../state.ts';
import { deny } from './deny.ts';
import { planOf } from './plan.ts';
import { entryToTick } from './rounding.ts';
import { sizeSignal } from './sizing.ts';

/** What a signal comes to at the present prices: how much, from where, protected how. */
export interface SizedSignal {
  readonly quantity: Quantity;
  readonly sizing: SizingWord;
  /** Average entry price. */
  readonly entry: Price;
}

/** Sizes a signal, or says why it makes no sense now. */
export function sizedSignal(
  core: Core,
  seat: Seat,
  instrument: Instrument,
  signal: Signal,
): SizedSignal | { readonly refusal: Refusal; readonly sizing?: SizingWord } {
  const market = core.markets.get(instrument.id);
  const entry = ladderPrice(signal) ?? (market && touchPrice(market, signal.side));
  const refuse = (rule: string, reason: string) => ({ refusal: { rule, reason } });
  if (entry === undefined) return refuse('price', 'no price is known yet');
  const flaw = signalFlaw(signal, entry);
  if (flaw !== undefined) return refuse('signal', flaw);
  const size = sizeSignal(core, instrument, signal, entry, seat.config.riskShare);
  const { quantity, word: sizing } = size;
  if (quantity <= 0) return { ...refuse('sizing', size.flaw ?? 'the risk allows less than one lot'), sizing };
  return { quantity, sizing, entry };
}

/** Sizes a signal and sends its entry, or the rungs of its ladder (E-11). @param expiresMs when it ends to be valid. */
export function sendSignal(
  core: Core,
  seat: Seat,
  instrument: Instrument,
  signal: Signal,
  expiresMs: Ms,
): Refusal | undefined {
  const sized = sizedSignal(core, seat, instrument, signal);
  if ('refusal' in sized)
    return deny(core, seat.config.owner, instrument.id, signal, sized.refusal, sized.sizing);
  const plan = planOf(core, instrument, signal, sized.entry);
  const { ladder } = signal;
  if (ladder === undefined) return sendEntry(core, seat, instrument, { signal, sized, plan, expiresMs });
  const sizes = shares(
    instrument,
    sized.quantity,
    ladder.map((rung) => rung.fraction),
  );
  let refusal: Refusal | undefined;
  let sent = 0;
  for (const [i, quantity] of sizes.entries()) {
    if (quantity === 0) continue;
    const rung = { size: quantity, price: (ladder[i] as Rung).price, isPart: sent > 0 };
    const no = sendEntry(core, seat, instrument, { signal, sized, plan, expiresMs, rung });
    if (no) refusal = no;
    else sent++;
  }
  if (sent > 0) return undefined;
  const reason = 'every rung of the ladder is too small for the venue';
  return (
    refusal ?? deny(core, seat.config.owner, instrument.id, signal, { rule: 'sizing', reason }, sized.sizing)
  );
}

interface Entry {
  readonly signal: Signal;
  readonly sized: SizedSignal;
  readonly plan: Plan;
  readonly expiresMs: Ms;
  readonly rung?: { readonly size: Quantity; readonly price: Price; readonly isPart: boolean };
}

function sendEntry(
  core: Core,
  seat: Seat,
  instrument: Instrument,
  { signal, sized, plan, expiresMs, rung }: Entry,
): Refusal | undefined {
  const { side } = signal;
  const limit = rung?.price ?? signal.entry;
  const price = limit === undefined ? undefined : entryToTick(limit, side, instrument.tick);
  const type = price === undefined ? 'market' : 'limit';
  const timeInForce = signal.timeInForce ?? (price === undefined ? 'ioc' : 'gtc');
  const market = core.markets.get(instrument.id);
  const touch = market && touchPrice(market, side);
  const reference = worstPrice({ side, type, ...(price !== undefined && { price }) }, touch);
  if (reference === undefined) {
    return deny(core, seat.config.owner, instrument.id, signal, {
      rule: 'price',
      reason: 'no price is known yet',
    });
  }
  const refusal = propose(core, {
    proposal: {
      owner: seat.config.owner,
      instrument,
      leg: signal.leg ?? defaultLeg(core.config.positionMode, side, false),
      side,
      type,
      quantity: rung?.size ?? sized.quantity,
      ...(price !== undefined && { price }),
      timeInForce,
      reduceOnly: false,
      role: 'entry',
      reference,
      bySignal: true,
    },
    cause: signal,
    plan,
    sizing: sized.sizing,
    entry: { expiresMs },
    ...(rung?.isPart && { isPart: true }),
  });
  if (!refusal && (timeInForce === 'gtc' || timeInForce === 'post-only')) {
    // An entry that rests and has not filled when its time is over is cancelled.
    const id = `${core.config.run}-${core.facts.orderCount.toString(36)}`;
    const dueMs = core.now + (signal.expiresMs ?? DEFAULT_EXPIRY_MS);
    emit(core, { type: 'timer', timerId: `expire/${id}`, dueMs });
  }
  return refusal;
}

/** How long a signal is valid that does not say. */
export const DEFAULT_EXPIRY_MS: Ms = 5_000;
