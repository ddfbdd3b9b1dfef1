import type { Ms, Random } from '../sdk/index.ts';
import { nextFloat, nextNormal } from '../sdk/index.ts';

/** How long something travels, in whole milliseconds (E-8). Drawn from the venue's seeded generator. */
export type Latency =
  /** Always the same; nothing is drawn. */
  | { readonly model: 'fixed'; readonly ms: Ms }
  /** Every whole number from `minMs` to `maxMs` alike. */
  | { readonly model: 'uniform'; readonly minMs: Ms; readonly maxMs: Ms }
  /**
   * Half below `medianMs`, with a long tail: median x e^(sigma x z), z standard normal, rounded down, cut at `maxMs`.
   * A sigma of 0.5 puts one in a hundred beyond 3.2 medians.
   */
  | { readonly model: 'lognormal'; readonly medianMs: Ms; readonly sigma: number; readonly maxMs: Ms };

/** The next latency. */
export function drawLatency(latency: Latency, random: Random): Ms {
  switch (latency.model) {
    case 'fixed':
      return latency.ms;
    case 'uniform':
      return latency.minMs + Math.floor(nextFloat(random) * (latency.maxMs - latency.minMs + 1));
    case 'lognormal': {
      const drawn = latency.medianMs * Math.exp(latency.sigma * nextNormal(random));
      return Math.floor(Math.min(drawn, latency.maxMs));
    }
  }
}

/** What is wrong with it, in a few words; undefined: nothing. */
export function latencyFault(latency: Latency): string | undefined {
  const whole = (ms: number): boolean => Number.isSafeInteger(ms) && ms >= 0;
  if (latency.model === 'fixed') return whole(latency.ms) ? undefined : WHOLE;
  if (!whole(latency.maxMs)) return WHOLE;
  const least = latency.model === 'uniform' ? latency.minMs : latency.medianMs;
  if (!whole(least)) return WHOLE;
  if (least > latency.maxMs) return 'The greatest latency is below the least or the median.';
  if (latency.model === 'lognormal' && !(latency.sigma >= 0 && latency.sigma <= 3))
    return 'Use a sigma from 0 to 3.';
  return undefined;
}

const WHOLE = 'Use whole milliseconds, 0 or more.';
