import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createAtSchema } from '../../src/runtime/journal/database.ts';
import { JOURNAL } from '../../src/runtime/journal/open-journal.ts';
import { startTapeBot } from './tape-bot.ts';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'botrc-upgrade-'));
});
afterEach(() => rmSync(home, { recursive: true }));

it('a bot whose journal an older botrc wrote starts, and the start brings the journal up to date', async () => {
  mkdirSync(join(home, 'tape'));
  createAtSchema(join(home, 'tape', 'journal.db'), JOURNAL, 1).close();
  const tape = await startTapeBot('demo', ['host=inline'], home);
  await tape.run(1000);
  await tape.stop();
  expect(tape.session.parts.journal.lastSeq).toBeGreaterThan(0);
});
