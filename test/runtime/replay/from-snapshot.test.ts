import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BotReplay } from '../../../src/runtime/replay/open-replay.ts';
import { replayBot } from '../../../src/runtime/replay/replay-bot.ts';
import { tempFolder } from '../plugins/temp-folder.ts';
import { startTapeBot } from '../tape-bot.ts';

const BUSY = join(import.meta.dirname, '../../fixtures/venue/busy-strategy.ts');
const PROFILE = `
mode: paper
exchange: { plugin: demo, options: { speed: 60 } }
instruments: [BTCUSDT, ETHUSDT]
strategies:
  - { name: trend, plugin: ema-cross, instruments: [BTCUSDT], params: { fast: 2, slow: 4, atr: 3 } }
  - { name: busy, plugin: ${JSON.stringify(BUSY)}, instruments: [ETHUSDT], params: { activity: 0.3 } }
paper: { cash: "100000000" }
risk: { dailyLoss: { fraction: 1 } }
host: inline
`;

const quiet = (): void => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };

let cwd = '';
let folder = '';
/** Where the facts and minds were kept, oldest first. */
const kept: number[] = [];
const again = (): Promise<BotReplay> => replayBot({ folder, cwd, pluginsFolder: cwd, log });
const sql = (file: string, text: string): void => {
  const db = new DatabaseSync(join(folder, file));
  db.exec(text);
  db.close();
};
/** As the tape is once it has rolled so far. */
const rolled = (toSeq: number): void => sql('tape/000001.db', `DELETE FROM chunks WHERE to_seq <= ${toSeq}`);

beforeAll(async () => {
  cwd = tempFolder({ 'p.yml': PROFILE });
  const tape = await startTapeBot(join(cwd, 'p.yml'));
  folder = tape.folder;
  const { loop, parts } = tape.session;
  for (let i = 0; i < 2; i++) {
    await tape.run(8_000);
    // A chunk of the tape ends here: what rolls are whole ones.
    [...parts.journal.replay(parts.run)];
    kept.push(loop.seq);
    parts.journal.snapshot(loop.seq, parts.facts, await loop.host?.minds());
  }
  await tape.run(8_000);
  await tape.stop();
}, 60_000);
afterAll(() => rmSync(dirname(folder), { recursive: true }));

it('a replay begins with the first event as long as the tape reaches it', async () => {
  expect(await again()).toMatchObject({ firstSeq: 1, snapshotSeq: null });
});

it('and else with the oldest snapshot from which the tape is whole, says so, and has every effect from there on', async () => {
  const whole = await again();
  for (const seq of kept) {
    rolled(seq);
    const part = await again();
    expect(part.parting).toBeUndefined();
    expect(part).toMatchObject({ firstSeq: seq + 1, snapshotSeq: seq, replayedSha256: part.recordedSha256 });
    expect(part.decisions).toBeGreaterThan(5);
    expect(part.decisions).toBeLessThan(whole.decisions);
    expect(part.events).toBe(whole.events - seq);
  }
});

it('without the minds of that moment, or with a hole after it, it is refused as before', async () => {
  sql('journal.db', `DELETE FROM minds WHERE seq = ${kept.at(-1)}`);
  await expect(again()).rejects.toMatchObject({ code: 'BOTRC_JOURNAL_HOLE' });
});
