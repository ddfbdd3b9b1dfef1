import type { ResourceEvent } from '../../core/event.ts';
import type { Clock, Ms, TimerHandle } from '../../sdk/index.ts';
import type { ResourceTerms } from '../config/risk-terms.ts';

const EVERY_MS: Ms = 1_000;

/** What the process used since it was asked last. */
export interface ResourceSample {
  /** Fraction of one core. */
  readonly cpu: number;
  /** Resident. */
  readonly memoryMb: number;
}

/**
 * samples the lag of the event loop, CPU and memory once a second. Beyond a limit for `seconds` the process counts
 * as strained, within all of them for as long it no longer does; only these changes are told.
 * @param tell false while nobody listens yet: it is told again.
 */
export function watchResources(
  clock: Clock,
  terms: ResourceTerms,
  sample: () => ResourceSample,
  tell: (event: ResourceEvent) => boolean,
): () => void {
  let isStrained = false;
  /** Since when the samples have said otherwise. */
  let sinceMs: Ms | undefined;
  let dueMs = clock.now() + EVERY_MS;
  let timer: TimerHandle;
  const look = (): void => {
    const now = clock.now();
    const short = shortOf(terms, { ...sample(), lagMs: Math.max(0, now - dueMs) });
    if ((short !== undefined) === isStrained) sinceMs = undefined;
    else {
      sinceMs ??= now;
      if (now - sinceMs >= terms.seconds * 1000) {
        const state = isStrained ? 'ok' : 'strained';
        if (tell({ type: 'resource', state, reason: short ?? 'it keeps up again' })) {
          isStrained = !isStrained;
          sinceMs = undefined;
        }
      }
    }
    dueMs = now + EVERY_MS;
    timer = clock.setTimer(EVERY_MS, look);
  };
  timer = clock.setTimer(EVERY_MS, look);
  return () => timer.cancel();
}

/** The first limit that is passed, with its figure; undefined where none is. */
function shortOf(terms: ResourceTerms, now: ResourceSample & { readonly lagMs: Ms }): string | undefined {
  if (now.lagMs > terms.lagMs)
    return `the event loop is ${now.lagMs} ms late, the limit is ${terms.lagMs} ms`;
  if (now.cpu > terms.cpu) return `CPU ${now.cpu.toFixed(2)} of a core, the limit is ${terms.cpu}`;
  if (now.memoryMb > terms.memoryMb) {
    return `${Math.round(now.memoryMb)} MB resident, the limit is ${terms.memoryMb} MB`;
  }
  return undefined;
}

/** This process, its threads included. */
export function processSampler(clock: Clock): () => ResourceSample {
  let used = process.cpuUsage();
  let atMs = clock.now();
  return () => {
    const since = process.cpuUsage(used);
    const elapsedMs = clock.now() - atMs;
    used = process.cpuUsage();
    atMs += elapsedMs;
    return {
      cpu: elapsedMs > 0 ? (since.user + since.system) / 1000 / elapsedMs : 0,
      memoryMb: process.memoryUsage.rss() / 2 ** 20,
    };
  };
}
