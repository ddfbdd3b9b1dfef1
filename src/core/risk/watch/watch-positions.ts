import { applyRate, formatTrim, keyText, type Ms, type Price } from '../../../sdk/index.ts';
import { requestFlatten } from '../../flatten.ts';
import { cancelEntries } from '../../kill.ts';
import { type Market, markPrice } from '../../market/market.ts';
import { unrealized } from '../../portfolio/booking.ts';
import { marginBehind, sharesMargin } from '../../portfolio/margin.ts';
import type { Position } from '../../portfolio/position.ts';
import { type Core, emit, instrumentOf } from '../../state.ts';
import type { RiskConfig } from '../config.ts';
import { isBeyond, latestStop } from '../latest-stop.ts';
import { untilFunding } from '../next-funding.ts';
import { riskUnit } from '../stop-loss.ts';

/** What is known of one position between two of its bookings, and what has been told of it. */
export interface Watched {
  readonly booked: number;
  /** the latest stop. */
  readonly latest: Price | undefined;
  /** It moves with the marks of other instruments. */
  readonly isShared: boolean;
  isTold: boolean;
  /** The funding time that it was told for. */
  fundingMs: Ms | undefined;
}

/** Looks at what is held in one market after each of its events: liquidation and funding. */
export function watchPositions(core: Core, market: Market): void {
  const { liquidation, fundingExit } = core.config.risk;
  if (!liquidation && !fundingExit) return;
  const mark = markPrice(market);
  if (mark === undefined) return;
  const left = fundingExit && untilFunding(core, market.instrument);
  const isDue = fundingExit !== undefined && left !== undefined && left < fundingExit.beforeMs;
  if (isDue) cancelEntries(core, 'funding is near', market.instrument);
  for (const [key, position] of core.facts.positions) {
    if (position.quantity === 0 || position.instrument !== market.instrument) continue;
    const watched = watchedOf(core, key, position);
    if (liquidation) nearLiquidation(core, position, watched, mark, liquidation.action);
    if (isDue) beforeFunding(core, position, watched, mark, fundingExit, left);
  }
}

function watchedOf(core: Core, key: string, position: Position): Watched {
  const known = core.watched.get(key);
  if (known && known.booked === core.facts.booked && !known.isShared) return known;
  const { liquidation } = core.config.risk;
  const instrument = instrumentOf(core, position.instrument);
  const latest =
    liquidation &&
    latestStop(
      instrument,
      position,
      marginBehind(core, instrument, position, position),
      liquidation.multiplier,
    );
  const fresh: Watched = {
    booked: core.facts.booked,
    latest,
    isShared: liquidation !== undefined && sharesMargin(core, position),
    isTold: known?.isTold ?? false,
    fundingMs: known?.fundingMs,
  };
  core.watched.set(key, fresh);
  return fresh;
}

/** The mark, or the stop that is planned, is beyond the latest stop: told once, or closed. */
function nearLiquidation(
  core: Core,
  position: Position,
  watched: Watched,
  mark: Price,
  action: 'alert' | 'close',
): void {
  const { latest } = watched;
  if (latest === undefined) return;
  const { quantity, plan } = position;
  const isNear =
    isBeyond(mark, latest, quantity) || (plan !== undefined && isBeyond(plan.stop, latest, quantity));
  if (!isNear) {
    watched.isTold = false;
    return;
  }
  if (watched.isTold) return;
  watched.isTold = true;
  const { priceScale } = instrumentOf(core, position.instrument);
  const reason = `near liquidation: the stop has to be at ${formatTrim(latest, priceScale)} at the latest, the mark is ${formatTrim(mark, priceScale)}`;
  emit(core, {
    type: 'alert',
    level: 'critical',
    title: `${position.instrument}: near liquidation`,
    text: action === 'close' ? `${reason}. The position is being closed.` : reason,
    dedupeKey: `liquidation/${keyText(position)}`,
  });
  if (action === 'close') requestFlatten(core, [position], reason, 'flatten');
}

/** Funding is near and the position has not gained enough for it: told once for this funding, or closed. */
function beforeFunding(
  core: Core,
  position: Position,
  watched: Watched,
  mark: Price,
  config: NonNullable<RiskConfig['fundingExit']>,
  left: Ms,
): void {
  const gain = unrealized(position, instrumentOf(core, position.instrument), mark);
  if (gain >= applyRate(riskOf(core, position), config.r)) return;
  const seconds = Math.ceil(left / 1000);
  const reason = `funding in ${seconds} s and the position has not gained enough`;
  if (config.action === 'close') {
    requestFlatten(core, [position], reason, 'exit');
    return;
  }
  const next = core.now + left;
  if (watched.fundingMs === next) return;
  watched.fundingMs = next;
  emit(core, {
    type: 'alert',
    level: 'warning',
    title: `${position.instrument}: funding is near`,
    text: `${reason}.`,
    dedupeKey: `funding/${keyText(position)}/${next}`,
  });
}

/** 1 R of a position: what its entries planned to lose; where that is not known, the profile's. */
function riskOf(core: Core, position: Position): bigint {
  const trip = core.facts.performance.trips.get(keyText(position));
  return trip?.isPlanned && trip.risk > 0n ? trip.risk : riskUnit(core);
}
