import { type Ms, nextNormal, seedRandom } from '@botrc/sdk';

/** Settlements kept of what was really told; older ones are invented again. */
const KEPT = 100;

/** When funding is settled and at what rate: the next one as the ticker tells it, earlier ones invented. */
export class FundingSchedule {
  readonly #seed: string;
  readonly #intervalMs: Ms;
  readonly #settled = new Map<Ms, string>();
  #next: Ms;
  #rate: string;

  /** `intervalMs` 0: an instrument without funding. */
  constructor(seed: string, intervalMs: Ms, next: Ms, rate: string) {
    this.#seed = seed;
    this.#intervalMs = intervalMs;
    this.#next = next;
    this.#rate = rate;
  }

  /** The next settlement, as the ticker tells it. */
  get next(): { readonly atMs: Ms; readonly rate: string } {
    return { atMs: this.#next, rate: this.#rate };
  }

  /** Settles what is due. True when something was. */
  settle(nowMs: Ms): boolean {
    if (this.#intervalMs === 0 || nowMs < this.#next) return false;
    while (nowMs >= this.#next) {
      this.#settled.set(this.#next, this.#rate);
      this.#next += this.#intervalMs;
      this.#rate = this.#invent(this.#next);
    }
    for (const atMs of this.#settled.keys()) {
      if (this.#settled.size > KEPT) this.#settled.delete(atMs);
    }
    return true;
  }

  /** At most `limit` past settlements within [fromMs, toMs], the newest first. */
  history(fromMs: Ms, toMs: Ms, limit: number): readonly { readonly atMs: Ms; readonly rate: string }[] {
    const found: { atMs: Ms; rate: string }[] = [];
    if (this.#intervalMs === 0) return found;
    const newest = this.#next - this.#intervalMs;
    const skipped = Math.max(0, Math.ceil((newest - toMs) / this.#intervalMs));
    for (let atMs = newest - skipped * this.#intervalMs; found.length < limit; atMs -= this.#intervalMs) {
      if (atMs < Math.max(fromMs, 0)) break;
      found.push({ atMs, rate: this.#settled.get(atMs) ?? this.#invent(atMs) });
    }
    return found;
  }

  #invent(atMs: Ms): string {
    const rate = 0.0001 + nextNormal(seedRandom(`${this.#seed}/funding/${atMs}`)) * 0.00005;
    return rate.toFixed(8).replace(/\.?0+$/, '');
  }
}
