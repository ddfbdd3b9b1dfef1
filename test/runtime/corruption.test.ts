import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyJournal } from '../../src/runtime/archive/verify-journal.ts';
import { startBot } from '../../src/runtime/bot.ts';
import { createTapeClock } from '../../src/runtime/clock/tape-clock.ts';
import type { Session } from '../../src/runtime/session.ts';
import { plainError } from '../../src/sdk/index.ts';
import { startTapeBot } from './tape-bot.ts';

const DAMAGES = ['truncated', 'zeroed', 'bit-flipped', 'deleted', 'wrong version'] as const;
type Damage = (typeof DAMAGES)[number];

let sound: string;
let endMs: number;
beforeAll(async () => {
  const tape = await startTapeBot('demo', ['host=inline']);
  await tape.run(20_000);
  await tape.stop();
  endMs = tape.clock.now();
  sound = tape.folder;
}, 60_000);
afterAll(() => rmSync(join(sound, '..'), { recursive: true, force: true }));

function harm(path: string, damage: Damage): void {
  const bytes = existsSync(path) ? readFileSync(path) : Buffer.from('{"reason":"by hand","sinceMs":1}');
  writeFileSync(path, bytes);
  if (damage === 'truncated') truncateSync(path, Math.floor(bytes.length / 2));
  else if (damage === 'zeroed') writeFileSync(path, Buffer.alloc(bytes.length));
  else if (damage === 'deleted') rmSync(path);
  else if (damage === 'bit-flipped') flip(path, bytes);
  else if (path.endsWith('.db')) {
    const db = new DatabaseSync(path);
    db.exec('PRAGMA user_version = 99');
    db.close();
  } else writeFileSync(path, '{"version":99}');
}

function flip(path: string, bytes: Buffer): void {
  const live = path.endsWith('venue.db') ? (['books', 'text'] as const) : undefined;
  if (live === undefined) {
    const at = path.endsWith('.db') ? bytes.length - 40 : Math.floor(bytes.length / 2);
    bytes[at] = (bytes[at] ?? 0) ^ 4;
    writeFileSync(path, bytes);
    return;
  }
  // In the row that counts: most of the file is what earlier rows have left.
  const [table, column] = live;
  const db = new DatabaseSync(path);
  const text = String(db.prepare(`SELECT ${column} FROM ${table}`).get()?.[column]);
  const at = text.search(/\d{4}/);
  const changed = text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1);
  db.prepare(`UPDATE ${table} SET ${column} = ?`).run(changed);
  db.close();
}

/** `runs`, `runs, halted`, or the code it is refused with. */
async function outcome(files: readonly string[], damage: Damage): Promise<string> {
  const home = mkdtempSync(join(tmpdir(), 'botrc-harm-'));
  const folder = join(home, 'tape');
  const clock = createTapeClock(endMs + 1_000);
  let session: Session | undefined;
  /** Time goes on meanwhile, but not while plugins are loaded: that has a deadline. */
  const meanwhile = async <T>(work: Promise<T>): Promise<T> => {
    let over = false;
    const done = work.finally(() => {
      over = true;
    });
    done.catch(() => undefined);
    while (!over) {
      await new Promise((resolve) => setImmediate(resolve));
      if (clock.nextDue !== undefined && session !== undefined && session.phase !== 'starting')
        clock.advance();
    }
    return done;
  };
  try {
    cpSync(sound, folder, { recursive: true });
    for (const file of files) harm(join(folder, file), damage);
    const onSession = (made: Session): void => {
      session = made;
    };
    const place = { cwd: home, env: {}, set: ['host=inline'], clock, run: 'again', onSession };
    const bot = await meanwhile(startBot({ profile: 'demo', name: 'tape', home, ...place }));
    const { active } = bot.handle.view().risk.killSwitch;
    await meanwhile(bot.stop({ flatten: false }));
    return active ? 'runs, halted' : 'runs';
  } catch (error) {
    // What is refused can still be looked into, and says what is wrong with it.
    const { code } = plainError(error);
    if (existsSync(join(folder, 'journal.db')) && code === CORRUPT) {
      expect(verifyJournal(folder).problems.length).toBeGreaterThan(0);
    }
    return code;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

const CORRUPT = 'BOTRC_JOURNAL_CORRUPT';
const BOOKS = 'BOTRC_PAPER_BOOKS';
/** What comes of each damage, in the order of DAMAGES. */
const MATRIX: readonly (readonly [files: readonly string[], outcomes: readonly string[]])[] = [
  // A flipped bit that a restart does not come across is found by `bot journal verify`, see journal/damage.test.ts.
  [['journal.db'], [CORRUPT, CORRUPT, 'runs', CORRUPT, 'BOTRC_JOURNAL_NEWER']],
  [['venue.db'], [BOOKS, BOOKS, BOOKS, 'runs, halted', BOOKS]],
  [['kill.latch'], ['runs, halted', 'runs, halted', 'runs, halted', 'runs', 'runs, halted']],
  // What can be spared.
  [
    ['journal.fallback.jsonl', 'tape/000001.db', 'status.json', 'lock', 'log/bot.jsonl'],
    ['runs', 'runs', 'runs', 'runs', 'runs'],
  ],
];

describe.each(MATRIX)('%j', (files, outcomes) => {
  it.each(DAMAGES.map((damage, i) => [damage, outcomes[i]] as const))(
    '%s: %s',
    async (damage, expected) => {
      expect(await outcome(files, damage)).toBe(expected);
    },
    30_000,
  );
});
