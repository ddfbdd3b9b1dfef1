import { deepStrictEqual } from 'node:assert';
import { isDeepStrictEqual } from 'node:util';
import type { ControlClient } from '../../../src/control/client.ts';
import type { BotView } from '../../../src/core/view/bot.ts';
import type { Books } from '../../fixtures/venue/venue-account.ts';
import type { VenueUnderTest } from '../../fixtures/venue/venue-under-test.ts';
import type { BotProcess } from './bot-process.ts';
import { Deaths, type Phase } from './deaths.ts';
import type { JournalLook } from './journal-look.ts';
import { type Memory, memoryOf } from './memory.ts';
import { pause } from './pause.ts';
import { factDifferences, nakedPositions, viewDifferences } from './same-books.ts';
import type { Witness } from './witness.ts';

/** The two sides must agree within it once the market stands still: a bound on what hangs, not on a busy machine. */
const SETTLE_LIMIT_MS = 90_000;
const LOOK_MS = 50;
/** What a dead bot sent last has arrived by then. */
const TRANSIT_MS = 20;

/** That the bot, its journal and the venue say the same, held after every death. */
export class Agreement {
  readonly #venue: VenueUnderTest;
  readonly #look: JournalLook;
  readonly #witness: Witness;
  readonly #submits = new Set<string>();
  readonly deaths: Deaths = new Deaths();
  /** How often they were compared and agreed. */
  times = 0;
  /** What a bot that is killed in a moment of rest knew. */
  #memory: Memory | undefined;
  /** How often that was put to the test. */
  memories = 0;

  constructor(venue: VenueUnderTest, look: JournalLook, witness: Witness) {
    this.#venue = venue;
    this.#look = look;
    this.#witness = witness;
  }

  /** Waits until the bot runs, stops the market, and waits until both sides agree. @throws where they do not. */
  async settle(bot: BotProcess, onRunning: () => void = () => undefined): Promise<ControlClient> {
    const client = await bot.attach();
    this.#witness.watch(client);
    const end = performance.now() + SETTLE_LIMIT_MS;
    let frozen = false;
    for (;;) {
      const view = await client.call('view', {});
      const runs = view.head.state !== 'starting' && view.head.state !== 'warming';
      if (runs && !frozen) {
        onRunning();
        await this.#venue.freeze();
        frozen = true;
      }
      const books = await this.#venue.books();
      const wrong = runs ? await this.#compare(view, books) : [`the bot is ${view.head.state}`];
      if (wrong.length === 0) {
        this.times++;
        return client;
      }
      if (performance.now() > end) throw new Error(disagreement(wrong, view, books, bot));
      await pause(LOOK_MS);
    }
  }

  /** What it knows now is what it must know when they agree next: nothing happens until then. */
  remember(): void {
    this.#memory = memoryOf(this.#look.facts());
  }

  /** Of a dead bot: whatever reached the venue was durable before. */
  async checkDead(phase: Phase | undefined): Promise<void> {
    await pause(TRANSIT_MS);
    const books = await this.#venue.books();
    this.#takeSubmits('newest');
    this.#demandSubmits(books);
    if (phase) this.deaths.note(phase, this.#look.facts(), books);
  }

  /** At the end, of everything. */
  checkAll(books: Books): void {
    const all = this.#look.submits('all');
    if (new Set(all).size !== all.length) throw new Error('a client order id stands twice in the journal');
    this.#submits.clear();
    for (const id of all) this.#submits.add(id);
    this.#demandSubmits(books);
  }

  async #compare(view: BotView, books: Books): Promise<readonly string[]> {
    if (books.pending > 0) return [`${books.pending} requests are on their way at the venue`];
    const shown = [...viewDifferences(view, books), ...nakedPositions(books)];
    if (shown.length > 0) return shown;
    const facts = this.#look.facts();
    const journaled = factDifferences(facts, books);
    if (journaled.length > 0) return journaled;
    this.#demandMemory(memoryOf(facts));
    this.#takeSubmits('newest');
    return this.#witness.missing(view, facts, books, this.#submits);
  }

  #demandMemory({ happened, kept }: Memory): void {
    const before = this.#memory;
    this.#memory = undefined;
    if (!before || !isDeepStrictEqual(happened, before.happened)) return;
    deepStrictEqual(kept, before.kept);
    this.memories++;
  }

  #demandSubmits({ submits }: Books): void {
    const unknown = submits.filter(([id]) => !this.#submits.has(id)).map(([id]) => id);
    if (unknown.length > 0) throw new Error(`sent before they were durable: ${unknown.join(', ')}`);
    const twice = submits.filter(([, times]) => times > 1).map(([id, times]) => `${id} ${times} times`);
    if (twice.length > 0) throw new Error(`client order ids used more than once: ${twice.join(', ')}`);
  }

  #takeSubmits(which: 'newest' | 'all'): void {
    for (const id of this.#look.submits(which)) this.#submits.add(id);
  }
}

function disagreement(wrong: readonly string[], view: BotView, books: Books, bot: BotProcess): string {
  const { snapshot, pending } = books;
  const plain = (value: unknown): string =>
    JSON.stringify(value, (_key, v: unknown) => (typeof v === 'bigint' ? String(v) : v), 1);
  const { market: _market, equity: _equity, ...shown } = view;
  return [
    'bot and venue differ:',
    ...wrong,
    `bot: ${plain(shown)}`,
    `venue: ${plain({ snapshot, pending })}`,
    `output: ${bot.output}`,
  ].join('\n');
}
