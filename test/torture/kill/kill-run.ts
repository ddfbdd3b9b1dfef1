import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ControlClient } from '../../../src/control/client.ts';
import { nextFloat, type Random, seedRandom } from '../../../src/sdk/index.ts';
import type { FaultRates } from '../../fixtures/venue/faults.ts';
import type { Books } from '../../fixtures/venue/venue-account.ts';
import { VenueUnderTest } from '../../fixtures/venue/venue-under-test.ts';
import { BotProcess } from './bot-process.ts';
import { JournalLook } from './journal-look.ts';
import { profileText } from './profile-text.ts';
import { factDifferences, nakedPositions, viewDifferences } from './same-books.ts';
import { Witness } from './witness.ts';

const NAME = 'k';
/** The two sides must agree within it once the market stands still. */
const SETTLE_LIMIT_MS = 20_000;
const LOOK_MS = 50;
/** A busy bot comes to its statement within it. */
const STATEMENT_LIMIT_MS = 60_000;

export interface KillPlan {
  readonly seed: string;
  readonly kills: number;
  /** Venue seconds per wall second. */
  readonly speed: number;
  readonly faults: FaultRates;
  /** Instead of random moments: the statements of the journal at which it dies, see stopping-bot.ts. */
  readonly stops?: readonly string[];
}

export interface KillReport {
  readonly kills: number;
  /** Of these, while the bot was starting. */
  readonly early: number;
  readonly commands: number;
  readonly orders: number;
  readonly fills: number;
  readonly fundings: number;
  readonly seen: { readonly fills: number; readonly orders: number };
  /** Titles of the alerts that were raised, and how often. */
  readonly alerts: Readonly<Record<string, number>>;
}

/**
 * Kills the bot again and again at random moments, and after each time compares it with a venue that lived on.
 * @throws where the two differ, with both sides.
 */
export class KillRun {
  readonly #plan: KillPlan;
  readonly #random: Random;
  readonly #venue: VenueUnderTest;
  readonly #folder: string;
  readonly #look: JournalLook;
  readonly #witness = new Witness();
  readonly #submits = new Set<string>();
  readonly #alerts = new Map<string, number>();
  #bot: BotProcess;
  #startMs = 1500;
  #early = 0;
  #commands = 0;

  private constructor(plan: KillPlan, venue: VenueUnderTest) {
    this.#plan = plan;
    this.#random = seedRandom(plan.seed);
    this.#venue = venue;
    this.#folder = mkdtempSync(join(tmpdir(), 'botrc-kill-'));
    writeFileSync(
      join(this.#folder, 'profile.yml'),
      profileText({ url: venue.url, activity: 0.2, deadlineMs: 400 }),
    );
    this.#look = new JournalLook(join(this.#folder, 'home', NAME));
    this.#bot = this.#start();
  }

  static async play(plan: KillPlan): Promise<KillReport> {
    const { seed, speed, faults } = plan;
    const run = new KillRun(plan, await VenueUnderTest.start({ seed, speed, faults }));
    try {
      return await run.#play();
    } finally {
      await run.#bot.remove();
      await run.#venue.stop();
      rmSync(run.#folder, { recursive: true, force: true });
    }
  }

  async #play(): Promise<KillReport> {
    for (const stop of this.#plan.stops ?? []) await this.#dieAt(stop);
    for (let kills = 0; kills < this.#plan.kills; ) {
      await this.#dieAtSomeMoment();
      if (this.#bot.wasKilled) kills++;
      await this.#checkDead();
      this.#bot = this.#start();
    }
    const client = await this.#settle();
    client.close();
    return this.#conclude();
  }

  /** A life that agrees with the venue, then one that ends at a statement, and what it leaves. */
  async #dieAt(stop: string): Promise<void> {
    const client = await this.#live();
    client.close();
    await this.#bot.kill();
    await this.#checkDead();
    this.#bot = this.#start(stop);
    if (!(await this.#bot.killed(STATEMENT_LIMIT_MS))) {
      throw new Error(`it made no statement ${stop}:\n${this.#bot.output}`);
    }
    await this.#checkDead();
    this.#bot = this.#start();
  }

  async #dieAtSomeMoment(): Promise<void> {
    const dice = nextFloat(this.#random);
    if (dice < 0.3) {
      this.#early++;
      // Anywhere in its start, or as it finds out what happened while it was dead.
      if (dice < 0.15) await pause(this.#upTo(this.#startMs));
      else await this.#bot.connected.then(() => pause(this.#upTo(60)));
      await this.#bot.kill();
      return;
    }
    const client = await this.#live();
    if (dice < 0.75) {
      if (this.#chance(0.4)) await this.#order(client);
      await this.#bot.kill();
      return;
    }
    if (dice < 0.92) {
      // In the moment in which a request reaches the venue.
      await this.#venue.ambush({ pid: this.#bot.pid, left: this.#upTo(10) });
      const isDead = await this.#bot.killed(2000);
      await this.#venue.ambush(undefined);
      if (!isDead) await this.#bot.remove();
      return;
    }
    // As it stops in good order, if it has not stopped before.
    const stopped = this.#bot.stop();
    await pause(this.#upTo(400));
    await this.#bot.remove();
    await stopped;
  }

  /** A life from its start: it must agree with the venue, then it trades on for a while. */
  async #live(): Promise<ControlClient> {
    const begun = performance.now();
    const client = await this.#settle(() => {
      this.#startMs = performance.now() - begun;
    });
    if (this.#witness.paused || this.#witness.killed) {
      this.#commands++;
      await this.#witness.command(client, 'resume');
    }
    await this.#venue.thaw();
    await pause(this.#upTo(1500));
    return client;
  }

  /** A command shortly before the end; at times its answer is not waited for. */
  async #order(client: ControlClient): Promise<void> {
    this.#commands++;
    const name = this.#pick(['pause', 'kill', 'flatten', 'resume'] as const);
    const told = this.#witness.command(client, name);
    // The bot dies before it answers: the witness then knows nothing for certain.
    if (this.#chance(0.4)) {
      told.catch(() => undefined);
      await pause(this.#upTo(30));
      return;
    }
    await told;
    await pause(this.#upTo(100));
  }

  /** Waits until the bot runs, stops the market, and waits until both sides agree. */
  async #settle(onRunning: () => void = () => undefined): Promise<ControlClient> {
    const client = await this.#bot.attach();
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
      if (wrong.length === 0) return client;
      if (performance.now() > end) throw new Error(this.#disagreement(wrong, view, books));
      await pause(LOOK_MS);
    }
  }

  async #compare(view: Parameters<typeof viewDifferences>[0], books: Books): Promise<readonly string[]> {
    if (books.pending > 0) return [`${books.pending} requests are on their way at the venue`];
    const shown = [...viewDifferences(view, books), ...nakedPositions(books)];
    if (shown.length > 0) return shown;
    const facts = this.#look.facts();
    const journaled = factDifferences(facts, books);
    if (journaled.length > 0) return journaled;
    this.#takeSubmits('newest');
    return this.#witness.missing(view, facts, books, this.#submits);
  }

  /** Of a dead bot: whatever reached the venue was durable before. */
  async #checkDead(): Promise<void> {
    this.#takeSubmits('newest');
    this.#demandSubmits(await this.#venue.books());
  }

  #demandSubmits({ submits }: Books): void {
    const unknown = submits.filter(([id]) => !this.#submits.has(id)).map(([id]) => id);
    if (unknown.length > 0) throw new Error(`sent before they were durable: ${unknown.join(', ')}`);
    const twice = submits.filter(([, times]) => times > 1).map(([id, times]) => `${id} ${times} times`);
    if (twice.length > 0) throw new Error(`client order ids used more than once: ${twice.join(', ')}`);
  }

  async #conclude(): Promise<KillReport> {
    const books = await this.#venue.books();
    const all = this.#look.submits('all');
    if (new Set(all).size !== all.length) throw new Error('a client order id stands twice in the journal');
    this.#submits.clear();
    for (const id of all) this.#submits.add(id);
    this.#demandSubmits(books);
    const code = await this.#bot.stop();
    if (code !== 0) throw new Error(`the bot stopped with exit code ${code}:\n${this.#bot.output}`);
    return {
      kills: this.#plan.kills,
      early: this.#early,
      commands: this.#commands,
      orders: books.submits.length,
      fills: books.fills.length,
      fundings: books.fundings.length,
      seen: this.#witness.seen,
      alerts: Object.fromEntries(this.#alerts),
    };
  }

  #start(stopAt?: string): BotProcess {
    const place = {
      folder: this.#folder,
      home: join(this.#folder, 'home'),
      name: NAME,
      profile: join(this.#folder, 'profile.yml'),
    };
    const count = ({ title }: { readonly title: string }): void =>
      void this.#alerts.set(title, (this.#alerts.get(title) ?? 0) + 1);
    return new BotProcess(place, count, stopAt);
  }

  #takeSubmits(which: 'newest' | 'all'): void {
    for (const id of this.#look.submits(which)) this.#submits.add(id);
  }

  #disagreement(wrong: readonly string[], view: object, books: Books): string {
    const { snapshot, pending } = books;
    const plain = (value: unknown): string =>
      JSON.stringify(value, (_key, v: unknown) => (typeof v === 'bigint' ? String(v) : v), 1);
    const { market: _market, equity: _equity, ...shown } = view as Record<string, unknown>;
    return [
      `bot and venue differ (seed ${this.#plan.seed}):`,
      ...wrong,
      `bot: ${plain(shown)}`,
      `venue: ${plain({ snapshot, pending })}`,
      `output: ${this.#bot.output}`,
    ].join('\n');
  }

  #chance(probability: number): boolean {
    return nextFloat(this.#random) < probability;
  }

  #upTo(ms: number): number {
    return Math.floor(nextFloat(this.#random) * ms);
  }

  #pick<T>(list: readonly T[]): T {
    return list[Math.floor(nextFloat(this.#random) * list.length)] as T;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
