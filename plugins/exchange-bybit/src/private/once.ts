import type { ExchangeEvent, Fill, Funding, Ms, OrderUpdate } from '@botrc/sdk';

/** Executions and final orders remembered, so that none is told twice. */
const KEPT = 20_000;

/**
 * Lets each execution through once, by its id, and of each order only what is newer than what was told. Everything that
 * the account hears passes here, whether a stream brought it or a question after a gap.
 */
export class Once {
  readonly #emit: (event: ExchangeEvent) => void;
  readonly #executions = new Set<string>();
  readonly #versions = new Map<string, number>();
  #newestMs: Ms = 0;

  constructor(emit: (event: ExchangeEvent) => void) {
    this.#emit = emit;
  }

  /** The venue's time of the newest thing told. */
  get newestMs(): Ms {
    return this.#newestMs;
  }

  execution(execution: Fill | Funding): void {
    const id = execution.type === 'fill' ? execution.fillId : execution.fundingId;
    if (this.#executions.has(id)) return;
    this.#executions.add(id);
    forgetOldest(this.#executions);
    this.#tell(execution);
  }

  order(update: OrderUpdate): void {
    const { clientOrderId: id, version } = update;
    if (version <= (this.#versions.get(id) ?? -1)) return;
    // Told anew: the oldest in the map is the one that was silent for longest.
    this.#versions.delete(id);
    this.#versions.set(id, version);
    forgetOldest(this.#versions);
    this.#tell(update);
  }

  #tell(event: OrderUpdate | Fill | Funding): void {
    this.#newestMs = Math.max(this.#newestMs, event.time);
    this.#emit(event);
  }
}

function forgetOldest(kept: Set<string> | Map<string, unknown>): void {
  if (kept.size <= KEPT) return;
  const [oldest] = kept.keys();
  if (oldest !== undefined) kept.delete(oldest);
}
