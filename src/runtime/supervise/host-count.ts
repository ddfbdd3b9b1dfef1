import type { Ms } from '../../sdk/index.ts';

/** How often a host is given again what it did not decide before the bot gives up. */
const MOST_HOSTS = 5;
/** After so long without a loss the count begins anew. */
const QUIET_MS: Ms = 600_000;

/** Hosts that were lost lately; one that lived for a while makes up for those before it. */
export class HostCount {
  used = 0;
  #lostMs: Ms = 0;

  /** Another one was lost. True while its successor may be tried. */
  mayUse(nowMs: Ms): boolean {
    if (nowMs - this.#lostMs > QUIET_MS) this.used = 0;
    this.#lostMs = nowMs;
    return ++this.used <= MOST_HOSTS;
  }
}
