import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Effect } from '../../../src/core/effect.ts';
import type { Input } from '../../../src/core/event.ts';
import { systemClock } from '../../../src/runtime/clock/system-clock.ts';
import { openJournal } from '../../../src/runtime/journal/open-journal.ts';
import type { Exchange, Fill, OrderRequest, OrderUpdate, PluginLog } from '../../../src/sdk/index.ts';
import { replayAll } from '../../e2e/replays.ts';
import socket from '../../fixtures/venue/exchange-socket/index.ts';
import { LISTINGS } from '../../fixtures/venue/listings.ts';
import type { VenueUnderTest } from '../../fixtures/venue/venue-under-test.ts';
import { BotProcess } from './bot-process.ts';
import { JournalLook } from './journal-look.ts';
import { type ProfileWishes, profileText } from './profile-text.ts';

const NAME = 'k';
const AT = 1_700_000_000_000;
const quiet = (): void => undefined;
const LOG: PluginLog = { debug: quiet, info: quiet, warn: quiet, error: quiet };

/** Writes down an event, and what it led to: submits bear the brand that only the gate can give. */
export type Note = (input: Input, effects?: readonly unknown[]) => void;

/** A bot that was killed at a moment of the test's choice: what it did at the venue, and what its journal has of it. */
export class DeadBot {
  readonly #venue: VenueUnderTest;
  readonly #folder = mkdtempSync(join(tmpdir(), 'botrc-kill-'));
  readonly #exchange: Exchange;
  readonly #updates: OrderUpdate[] = [];
  /** What it was told of, in order. */
  readonly fills: Fill[] = [];
  /** Titles of the alerts after its restart. */
  readonly alerts: string[] = [];
  #bot: BotProcess | undefined;

  constructor(venue: VenueUnderTest) {
    this.#venue = venue;
    this.#exchange = socket.create(
      { url: venue.url, deadlineMs: 5_000 },
      { clock: systemClock(), log: LOG, random: () => 0 },
    );
  }

  /** Connects and lets `note` open the journal with what stands in every one. */
  async open(note: Note): Promise<void> {
    await this.#exchange.connect((event) => {
      if (event.type === 'fill') this.fills.push(event);
      if (event.type === 'order') this.#updates.push(event);
    });
    const snapshot = await this.#exchange.snapshot();
    for (const { instrument } of LISTINGS)
      note({ type: 'instrument', instrument: instrument.id, definition: instrument });
    note({ type: 'venue', time: snapshot.time, snapshot });
  }

  /** Sends an order as the bot would have, and waits until it stands so at the venue. */
  async send(order: OrderRequest, end: OrderUpdate['status']): Promise<void> {
    expect(await this.#exchange.submit(order)).toEqual({ kind: 'accepted' });
    const { clientOrderId } = order;
    const newest = (): OrderUpdate | undefined =>
      this.#updates.findLast((update) => update.clientOrderId === clientOrderId);
    await expect.poll(() => newest()?.status, { timeout: 5_000 }).toBe(end);
  }

  /** A cancel from another hand than the bot's. */
  async cancel(order: OrderRequest): Promise<void> {
    await this.#exchange.cancel(order);
    const ends = (): boolean =>
      this.#updates.some((u) => u.clientOrderId === order.clientOrderId && u.status === 'cancelled');
    await expect.poll(ends, { timeout: 5_000 }).toBe(true);
  }

  /** Its journal, as it was when it died. */
  async journal(write: (note: Note) => Promise<void>): Promise<void> {
    const folder = join(this.#folder, 'home', NAME);
    mkdirSync(folder, { recursive: true });
    const journal = openJournal({ folder, log: LOG });
    journal.beginRun({
      run: 'old',
      bot: NAME,
      profile: 'profile',
      mode: 'paper',
      startedMs: AT,
      version: '0',
    });
    let seq = 0;
    await write((input, effects = []) => {
      journal.appendEvents([{ ...input, seq: ++seq, at: AT }]);
      journal.appendEffects({ seq, at: AT, effects: effects as readonly Effect[] });
    });
    journal.commit();
    journal.close();
  }

  /** Starts it again, with a strategy that does nothing. */
  restart(deadlineMs: number, wishes: Pick<ProfileWishes, 'policy' | 'unprotectedSeconds'> = {}): BotProcess {
    const profile = join(this.#folder, 'profile.yml');
    writeFileSync(profile, profileText({ url: this.#venue.url, activity: 0, deadlineMs, ...wishes }));
    const place = { folder: this.#folder, home: join(this.#folder, 'home'), name: NAME, profile };
    this.#bot = new BotProcess(place, ({ title }) => this.alerts.push(title));
    return this.#bot;
  }

  get look(): JournalLook {
    return new JournalLook(join(this.#folder, 'home', NAME));
  }

  async remove(): Promise<void> {
    await this.#bot?.remove();
    const { deviations } = await replayAll(join(this.#folder, 'home'), this.#folder, ['old']);
    await this.#exchange.close();
    rmSync(this.#folder, { recursive: true, force: true });
    if (deviations.length > 0) throw new Error(`a replay differs: ${JSON.stringify(deviations, null, 2)}`);
  }
}
