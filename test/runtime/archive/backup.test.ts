import { appendFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeBackup } from '../../../src/runtime/archive/backup.ts';
import { restoreBackup } from '../../../src/runtime/archive/restore.ts';
import { verifyJournal } from '../../../src/runtime/archive/verify-journal.ts';
import { startTapeBot, type TapeBot } from '../tape-bot.ts';

let tape: TapeBot;
let place = '';

beforeAll(async () => {
  tape = await startTapeBot('demo', ['host=inline']);
  await tape.run(30_000);
}, 60_000);
afterAll(async () => {
  await tape.stop();
  rmSync(dirname(tape.folder), { recursive: true });
}, 60_000);
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'botrc-backup-'));
});
afterEach(() => rmSync(place, { recursive: true }));

const into = (name: string): string => join(place, 'home', name);
const backUp = () => makeBackup({ folder: tape.folder, to: join(place, 'copy'), nowMs: 1 });

describe('a backup of a bot that runs', () => {
  it('is its owner’s alone, and restored it is the same journal, with the books of its venue', async () => {
    const made = await backUp();
    expect(statSync(made.folder).mode & 0o777).toBe(0o700);
    for (const { file } of made.files) expect(statSync(join(made.folder, file)).mode & 0o777).toBe(0o600);
    const restored = restoreBackup(made.folder, into);
    expect(restored.folder).toBe(into('tape'));
    const report = verifyJournal(restored.folder);
    expect(report).toMatchObject({ ok: true, factsSha256: made.factsSha256, entries: { head: made.head } });
    expect(statSync(join(restored.folder, 'venue.db')).size).toBeGreaterThan(0);
    expect(() => statSync(join(restored.folder, 'lock.db'))).toThrow('ENOENT');
  });

  it('is not made over anything, and not restored over another bot', async () => {
    const { folder } = await backUp();
    await expect(backUp()).rejects.toMatchObject({ code: 'BOTRC_ARCHIVE_EXISTS' });
    expect(() => restoreBackup(folder, () => tape.folder)).toThrow(
      expect.objectContaining({ code: 'BOTRC_ARCHIVE_EXISTS' }),
    );
  });

  const damages: readonly (readonly [string, (folder: string) => void])[] = [
    ['a file of it was changed', (folder) => appendFileSync(join(folder, 'venue.db'), 'x')],
    ['a file of it is missing', (folder) => rmSync(join(folder, 'journal.db'))],
    ['its manifest is none', (folder) => writeFileSync(join(folder, 'manifest.json'), '{"botrc":"backup"}')],
  ];

  it.each(damages)('is refused where %s, and nothing is made', async (_name, damage) => {
    const { folder } = await backUp();
    damage(folder);
    expect(() => restoreBackup(folder, into)).toThrow(
      expect.objectContaining({ code: 'BOTRC_ARCHIVE_DAMAGED' }),
    );
    expect(() => statSync(into('tape'))).toThrow('ENOENT');
  });

  it('that is not there is told so', () => {
    expect(() => restoreBackup(join(place, 'none'), into)).toThrow(
      expect.objectContaining({ code: 'BOTRC_ARCHIVE_FILE' }),
    );
  });
});
