import { median } from '../median.ts';

/** A size at a moment. */
export interface Sample {
  /** Since any beginning. */
  readonly ms: number;
  readonly bytes: number;
}

export interface Trend {
  /** Medians of the first and the last tenth. Bytes. */
  readonly start: number;
  readonly end: number;
  /** Least squares over all samples. Bytes per hour. */
  readonly slope: number;
}

const HOUR_MS = 3_600_000;

export function trendOf(samples: readonly Sample[]): Trend {
  const tenth = Math.max(1, Math.floor(samples.length / 10));
  const bytes = samples.map((sample) => sample.bytes);
  const meanMs = mean(samples.map((sample) => sample.ms));
  const meanBytes = mean(bytes);
  let [product, square] = [0, 0];
  for (const sample of samples) {
    product += (sample.ms - meanMs) * (sample.bytes - meanBytes);
    square += (sample.ms - meanMs) ** 2;
  }
  return {
    start: median(bytes.slice(0, tenth)),
    end: median(bytes.slice(-tenth)),
    slope: (product / square) * HOUR_MS,
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
