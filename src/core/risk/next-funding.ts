import type { InstrumentId, Ms } from '../../sdk/index.ts';
import type { Core } from '../state.ts';

/** Ms until the next funding: by what the venue says, else the next whole interval by UTC; undefined where there is none. */
export function untilFunding({ facts, markets, now }: Core, id: InstrumentId): Ms | undefined {
  const told = markets.get(id)?.ticker?.nextFundingMs;
  if (told !== undefined && told > now) return told - now;
  const interval = facts.instruments.get(id)?.fundingIntervalMs ?? 0;
  return interval > 0 ? interval - (now % interval) : undefined;
}
