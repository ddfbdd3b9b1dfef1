import { CASH_SCALE, parseBig, rateFromFraction } from '../../sdk/index.ts';
import type { Latency, VenueConfig } from '../../sim/index.ts';
import type { LatencyTerms, ResolvedProfile } from '../config/profile.ts';

/** The simulated venue that a profile describes. Ids of one run never meet those of another. */
export function venueConfig(profile: ResolvedProfile, run: string): VenueConfig {
  const { paper } = profile;
  const { latency, extras } = paper;
  return {
    account: profile.account,
    cash: { [paper.currency]: parseBig(paper.cash, CASH_SCALE) },
    leverage: paper.leverage,
    marginMode: profile.marginMode,
    fees: { maker: rateFromFraction(paper.fees.maker), taker: rateFromFraction(paper.fees.taker) },
    latency: {
      order: latencyOf(latency.order),
      cancel: latencyOf(latency.cancel),
      data: latencyOf(latency.data),
    },
    slippageTicks: paper.slippageTicks,
    extras: {
      volatile: rateFromFraction(extras.volatile),
      thin: rateFromFraction(extras.thin),
      depthBelow: parseBig(extras.depthBelow, CASH_SCALE),
    },
    partialFills: paper.partialFills,
    fillModel: paper.fillModel,
    cancelsAhead: paper.cancelsAhead,
    barPath: paper.barPath,
    seed: profile.seed,
    idPrefix: `sim-${run}`,
  };
}

function latencyOf(terms: LatencyTerms): Latency {
  if (typeof terms === 'number') return { model: 'fixed', ms: terms };
  return 'minMs' in terms ? { model: 'uniform', ...terms } : { model: 'lognormal', ...terms };
}
