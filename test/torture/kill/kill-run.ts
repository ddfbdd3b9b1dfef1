import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ControlClient } from '../../../src/control/client.ts';
import { nextFloat, type Random, seedRandom } from '../../../src/sdk/index.ts';
import { type Replays, replayAll } from '../../e2e/replays.ts';
import type { FaultRates } from '../../fixtures/venue/faults.ts';
import { VenueUnderTest } from '../../fixtures/venue/venue-under-test.ts';
import { Agreement } from './agreement.ts';
import { BotProcess } from './bot-process.ts';
import { type DeathReport, PHASES, type Phase } from './deaths.ts';
import { JournalLook } from './journal-look.ts';
import { pause } from './pause.ts';
import { profileText } from './profile-text.ts';
import { Witness } from './witness.ts';

const NAME = 'k';
/** A busy bot comes to its statement within it. */
const STATEMENT_LIMIT_MS = 120_000;
/** One that is not ambushed within it is killed all the same. */
const AMBUSH_LIMIT_MS = 10_000;
/** Statements of a life, of which a random one is its last. */
const STATEMENTS = 60;

/** How often a bot is killed in each phase, of a hundred. */
const SHARES: Readonly<Record<Phase, number>> = {
  starting: 10,
  recovering: 10,
  reconciling: 14,
  still: 6,
  trading: 16,
  commanded: 12,
  sending: 16,
  statement: 10,
  stopping: 6,
};
const DRAWN: readonly Phase[] = PHASES.flatMap((phase) => Array<Phase>(SHARES[phase]).fill(phase));

export interface KillPlan {
  readonly seed: string;
  readonly kills: number;
  /** Venue seconds per wall second. */
  readonly speed: number;
  readonly faults: FaultRates;
  /** Instead of random moments: the statements of the journal at which it dies, see stopping-bot.ts. */
  readonly stops?: readonly string[];
  /** Stops that are not begun within it are left out; the report says how many there were. @default no limit */
  readonly limitMs?: number;
}

export interface KillReport extends DeathReport {
  /** Of the plan's, those that it died at. */
  readonly stops: number;
  readonly commands: number;
  readonly orders: number;
  readonly cancels: number;
  readonly amends: number;
  readonly fills: number;
  readonly fundings: number;
  readonly seen: { readonly fills: number; readonly orders: number };
  /** Times at which bot and venue were compared and had to agree; one difference ends the run. */
  readonly agreed: number;
  /** Deaths in a moment of rest after which latches and risk counters were just what they were. */
  readonly memories: number;
  /** Of every life, after the last one; one difference ends the run. */
  readonly replays: Omit<Replays, 'deviations'>;
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
  readonly #agreement: Agreement;
  readonly #alerts = new Map<string, number>();
  #bot: BotProcess;
  #startMs = 1500;
  #commands = 0;
  #stops = 0;

  private constructor(plan: KillPlan, venue: VenueUnderTest) {
    this.#plan = plan;
    this.#random = seedRandom(plan.seed);
    this.#venue = venue;
    this.#folder = mkdtempSync(join(tmpdir(), 'botrc-kill-'));
    writeFileSync(
      join(this.#folder, 'profile.yml'),
      profileText({ url: venue.url, activity: 0.4, deadlineMs: 400, everyMs: 60_000 }),
    );
    this.#look = new JournalLook(join(this.#folder, 'home', NAME));
    this.#agreement = new Agreement(venue, this.#look, this.#witness);
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
    const { stops = [], limitMs = Number.POSITIVE_INFINITY } = this.#plan;
    const begun = performance.now();
    for (const stop of stops) {
      if (performance.now() - begun > limitMs) break;
      await this.#dieAt(stop);
      this.#stops++;
    }
    const { deaths } = this.#agreement;
    while (deaths.report.kills < this.#plan.kills) {
      const phase = await this.#die(this.#pick(DRAWN));
      await this.#agreement.checkDead(this.#bot.wasKilled ? phase : undefined);
      this.#bot = this.#start();
    }
    const client = await this.#agreement.settle(this.#bot);
    client.close();
    return this.#conclude();
  }

  /** A life that agrees with the venue, then one that ends at a statement, and what it leaves. */
  async #dieAt(stop: string): Promise<void> {
    await this.#dieAtStatement(stop);
    await this.#agreement.checkDead('statement');
    this.#bot = this.#start();
  }

  async #dieAtStatement(stop: string): Promise<void> {
    const client = await this.#live();
    client.close();
    await this.#bot.kill();
    await this.#agreement.checkDead('trading');
    this.#bot = this.#start(stop);
    if (await this.#bot.killed(STATEMENT_LIMIT_MS)) return;
    throw new Error(`it made no statement ${stop}:\n${this.#bot.output}`);
  }

  /** Kills it once. Answers with what it was about. */
  async #die(phase: Phase): Promise<Phase> {
    switch (phase) {
      case 'starting':
        await pause(this.#upTo(this.#startMs));
        await this.#bot.kill();
        return phase;
      case 'recovering':
        await this.#bot.connected.then(() => pause(this.#upTo(60)));
        await this.#bot.kill();
        return phase;
      case 'reconciling': {
        // Of the start's comparison, which asks two things at least, or of one in its life.
        if (this.#chance(0.5)) await this.#live();
        return (await this.#ambush('question', this.#upTo(2))) ? phase : 'trading';
      }
      case 'still': {
        await this.#agreement.settle(this.#bot);
        this.#agreement.remember();
        await this.#bot.kill();
        return phase;
      }
      case 'trading':
        await this.#live();
        await this.#bot.kill();
        return phase;
      case 'commanded':
        await this.#order(await this.#live());
        await this.#bot.kill();
        return phase;
      case 'sending':
        await this.#live();
        return (await this.#ambush('request', this.#upTo(10))) ? phase : 'trading';
      case 'statement': {
        const side = this.#chance(0.5) ? 'before' : 'after';
        await this.#dieAtStatement(`${side}:${1 + this.#upTo(STATEMENTS)}`);
        return phase;
      }
      case 'stopping': {
        await this.#live();
        // It may have stopped before.
        const stopped = this.#bot.stop();
        await pause(this.#upTo(150));
        await this.#bot.remove();
        await stopped;
        return phase;
      }
    }
  }

  /** Has it killed by the venue; false where nothing of the kind came, and it was killed all the same. */
  async #ambush(on: 'request' | 'question', left: number): Promise<boolean> {
    await this.#venue.ambush({ pid: this.#bot.pid, on, left });
    const isDead = await this.#bot.killed(AMBUSH_LIMIT_MS);
    await this.#venue.ambush(undefined);
    if (!isDead) await this.#bot.remove();
    return isDead;
  }

  /** A life from its start: it must agree with the venue, then it trades on for a while. */
  async #live(): Promise<ControlClient> {
    const begun = performance.now();
    const client = await this.#agreement.settle(this.#bot, () => {
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

  async #conclude(): Promise<KillReport> {
    const books = await this.#venue.books();
    this.#agreement.checkAll(books);
    const code = await this.#bot.stop();
    if (code !== 0) throw new Error(`the bot stopped with exit code ${code}:\n${this.#bot.output}`);
    const { deviations, ...replays } = await replayAll(join(this.#folder, 'home'), this.#folder);
    if (deviations.length > 0) throw new Error(`a replay differs: ${JSON.stringify(deviations, null, 2)}`);
    const { deaths, times, memories } = this.#agreement;
    return {
      ...deaths.report,
      stops: this.#stops,
      commands: this.#commands,
      orders: books.submits.length,
      cancels: books.cancels,
      amends: books.amends,
      fills: books.fills.length,
      fundings: books.fundings.length,
      seen: this.#witness.seen,
      agreed: times,
      memories,
      replays,
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
