import type { ControlClient } from '../../../src/control/client.ts';
import type { Facts } from '../../../src/core/facts.ts';
import type { BotView } from '../../../src/core/view/bot.ts';
import { CASH_SCALE, formatTrim } from '../../../src/sdk/index.ts';
import type { Books } from '../../fixtures/venue/venue-account.ts';
import { scalesOf } from './same-books.ts';

const COUNTERS = ['ordersSubmitted', 'fills', 'rejects', 'gaps'] as const;

/** A flag that commands set: `either` while the answer to one is outstanding. */
export type Known = boolean | 'either';

/** A client that watches, and remembers all that it was ever shown or told. */
export class Witness {
  /** Each fill row by its text, and how many equal ones stood in one view. */
  readonly #fills = new Map<string, number>();
  readonly #orders = new Map<string, number>();
  readonly #counters = new Map<(typeof COUNTERS)[number], number>();
  paused: Known = false;
  killed: Known = false;

  get seen(): { readonly fills: number; readonly orders: number } {
    return { fills: this.#fills.size, orders: this.#orders.size };
  }

  /** Watches a new run. */
  watch(client: ControlClient): void {
    client.on('snapshot', (view) => this.#see(view));
    client.on('delta', (slices) => this.#see(slices));
  }

  /** Gives a command and remembers what the answer, or its absence, allows to be said. */
  async command(client: ControlClient, name: 'pause' | 'resume' | 'kill' | 'flatten'): Promise<void> {
    const [paused, killed] = [this.paused, this.killed];
    const after = {
      pause: { paused: true, killed },
      resume: { paused: false, killed: false },
      kill: { paused, killed: true },
      flatten: { paused, killed: true },
    }[name];
    if (after.paused !== paused) this.paused = 'either';
    if (after.killed !== killed) this.killed = 'either';
    if (name === 'pause') await client.call('pause', {});
    else if (name === 'resume') await client.call('resume', { reason: 'the test goes on' });
    else {
      const all = name === 'flatten';
      await client.call('kill', { cancel: all, flatten: all, reason: 'the test' }, { timeoutMs: 25_000 });
    }
    this.paused = after.paused;
    this.killed = after.killed;
  }

  /** What was acknowledged once and is not there any more, a sentence each. */
  missing(view: BotView, facts: Facts, books: Books, submits: ReadonlySet<string>): readonly string[] {
    const lost: string[] = [];
    for (const name of COUNTERS) {
      const seen = this.#counters.get(name) ?? 0;
      if (view.counters[name] < seen) lost.push(`counter ${name} was ${seen} and is ${view.counters[name]}`);
    }
    const there = new Map<string, number>();
    for (const fill of books.fills) count(there, fillText(fill));
    for (const [text, times] of this.#fills) {
      if ((there.get(text) ?? 0) < times) lost.push(`fill ${text} was shown and is not at the venue`);
    }
    const filled = new Map(books.orders.map((order) => [order.clientOrderId, order]));
    for (const [id, least] of this.#orders) {
      if (!submits.has(id)) lost.push(`order ${id} was shown and is not in the journal`);
      const order = filled.get(id);
      if (order && order.filled / 10 ** scalesOf(order.instrument).quantityScale < least - 1e-9) {
        lost.push(`order ${id} was shown with ${least} filled, the venue has ${order.filled}`);
      }
    }
    if (this.paused !== 'either' && facts.paused !== this.paused) lost.push(`paused is ${facts.paused}`);
    const killed = facts.kill !== undefined;
    if (this.killed !== 'either' && killed !== this.killed) {
      lost.push(`the kill switch is ${killed ? `on: ${facts.kill?.reason}` : 'off'}`);
    }
    if (killed !== view.risk.killSwitch.active) lost.push('view and journal differ on the kill switch');
    if (lost.length > 0) return lost;
    // Where it could be either, it is now known which.
    this.paused = facts.paused;
    this.killed = killed;
    return [];
  }

  #see(view: Partial<BotView>): void {
    const rows = new Map<string, number>();
    for (const { orderId, price, quantity, fee } of view.fills ?? [])
      count(rows, `${orderId} ${quantity} at ${price} fee ${fee}`);
    for (const [text, times] of rows) this.#fills.set(text, Math.max(times, this.#fills.get(text) ?? 0));
    for (const { id, filled } of view.orders ?? [])
      this.#orders.set(id, Math.max(Number(filled), this.#orders.get(id) ?? 0));
    if (!view.counters || view.head?.state === 'starting') return;
    for (const name of COUNTERS) {
      this.#counters.set(name, Math.max(view.counters[name], this.#counters.get(name) ?? 0));
    }
  }
}

function fillText(fill: Books['fills'][number]): string {
  const { priceScale, quantityScale } = scalesOf(fill.instrument);
  const [price, quantity] = [formatTrim(fill.price, priceScale), formatTrim(fill.quantity, quantityScale)];
  return `${fill.clientOrderId} ${quantity} at ${price} fee ${formatTrim(fill.fee, CASH_SCALE, 2)}`;
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
