import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningBot, startBot } from '../../src/runtime/bot.ts';
import { createTapeClock, type TapeClock } from '../../src/runtime/clock/tape-clock.ts';
import { createEffectsHash } from '../../src/runtime/journal/effects-hash.ts';
import type { Journal } from '../../src/runtime/journal/journal.ts';
import { openJournal } from '../../src/runtime/journal/open-journal.ts';
import type { Session } from '../../src/runtime/session.ts';

/** A real bot whose time stands still until a test moves it. */
export interface TapeBot {
  readonly bot: RunningBot;
  readonly session: Session;
  readonly clock: TapeClock;
  readonly folder: string;
  /** Lets `ms` of the machine's time pass; everything that falls due happens and is settled in order. */
  run(ms: number): Promise<void>;
  /** Stops gracefully; time goes on meanwhile as far as the stop needs it. */
  stop(): Promise<void>;
}

/** How a life differs from the first one in a home. */
export interface Life {
  /** How often a supervisor had to start it again. @default 0 */
  readonly restarted?: number;
  /** Its run's id, unique in its home. Default: made of the profile's name. */
  readonly run?: string;
  readonly startMs?: number;
}

/** @param home default: a new one. */
export async function startTapeBot(
  profile: string,
  set: readonly string[] = [],
  home: string = mkdtempSync(join(tmpdir(), 'botrc-tape-')),
  { restarted = 0, run, startMs = 1_700_000_000_000 }: Life = {},
): Promise<TapeBot> {
  const clock = createTapeClock(startMs);
  let session: Session | undefined;
  const bot = await startBot({
    profile,
    name: 'tape',
    home,
    cwd: home,
    env: {},
    set,
    clock,
    restarted,
    run: run ?? `${profile.replaceAll(/[^a-z0-9]/g, '').slice(0, 8)}7`,
    onSession: (made) => {
      session = made;
    },
  });
  if (!session) throw new Error('no session');
  const { loop } = session;
  const step = async (): Promise<void> => {
    clock.advance();
    await loop.idle();
  };
  return {
    bot,
    session,
    clock,
    folder: join(home, 'tape'),
    async run(ms) {
      const end = clock.now() + ms;
      while (clock.nextDue !== undefined && clock.nextDue <= end) await step();
    },
    async stop() {
      let over = false;
      const stopped = bot.stop({ flatten: false }).finally(() => {
        over = true;
      });
      while (!over) {
        // A turn of the event loop for files and threads, then the next moment.
        await new Promise((resolve) => setImmediate(resolve));
        if (clock.nextDue !== undefined) await step();
      }
      await stopped;
    },
  };
}

/** The journal of a bot that has stopped, and the hash of all effects of its only run. */
export function recorded(
  folder: string,
  run: string,
): { readonly journal: Journal; readonly sha256: string } {
  const log = {
    debug: () => undefined,
    info: () => undefined,
    warn: () => undefined,
    error: () => undefined,
  };
  const journal = openJournal({ folder, readOnly: true, log });
  const hash = createEffectsHash();
  for (const decision of journal.effects(run)) hash.push(decision);
  return { journal, sha256: hash.digest() };
}
