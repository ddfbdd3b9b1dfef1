import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { exportJournal } from '../../../src/runtime/archive/export-journal.ts';
import { importJournal } from '../../../src/runtime/archive/import-journal.ts';
import { csvLines, rowsOf } from '../../../src/runtime/archive/tables.ts';
import { verifyJournal } from '../../../src/runtime/archive/verify-journal.ts';
import { JournalSearch } from '../../../src/runtime/journal/search.ts';
import { Sandbox } from '../../cli/run-bot.ts';
import { startTapeBot, type TapeBot } from '../tape-bot.ts';

let tape: TapeBot;
let place = '';
/** An export that was made while the bot ran. */
let running = '';

beforeAll(async () => {
  tape = await startTapeBot('demo', ['host=inline']);
  await tape.run(60_000);
  running = join(dirname(tape.folder), 'running.botrc');
  await exportJournal({ folder: tape.folder, to: running, tape: true });
  await tape.run(10_000);
  await tape.stop();
}, 120_000);
afterAll(() => rmSync(dirname(tape.folder), { recursive: true }));
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'botrc-archive-'));
});
afterEach(() => rmSync(place, { recursive: true }));

const into = (name: string): string => join(place, name);

describe('an exported journal', () => {
  it('is one file of its owner, and imported into an empty home it is the same journal, sum by sum', async () => {
    const to = join(place, 'tape.botrc');
    const made = await exportJournal({ folder: tape.folder, to, tape: true });
    expect(statSync(to).mode & 0o777).toBe(0o600);
    const { folder, report } = await importJournal(to, into);
    expect(folder).toBe(join(place, 'tape'));
    expect(report).toEqual(verifyJournal(tape.folder));
    expect(report).toMatchObject({ ok: true, problems: [], factsSha256: /^[0-9a-f]{64}$/ });
    expect(report.entries.count).toBeGreaterThan(50);
    expect(report.tape.events).toBeGreaterThan(1000);
    const again = await exportJournal({ folder, to: join(place, 'again.botrc'), tape: true });
    expect({ rows: again.rows, sha256: again.sha256 }).toEqual({ rows: made.rows, sha256: made.sha256 });
  });

  it('taken from a running bot holds a journal that is sound', async () => {
    const { report } = await importJournal(running, into);
    expect(report.ok).toBe(true);
    expect(report.entries.count).toBeLessThan(verifyJournal(tape.folder).entries.count);
  });

  it('goes without the tape where that is asked for', async () => {
    const to = join(place, 'small.botrc');
    await exportJournal({ folder: tape.folder, to, tape: false });
    const { report } = await importJournal(to, into);
    expect(report.tape).toMatchObject({ files: 0, events: 0 });
    expect(report.entries).toEqual(verifyJournal(tape.folder).entries);
  });

  it('is not written over another file, and not brought in over another bot', async () => {
    await expect(exportJournal({ folder: tape.folder, to: running, tape: true })).rejects.toMatchObject({
      code: 'BOTRC_ARCHIVE_EXISTS',
    });
    await expect(importJournal(running, () => tape.folder)).rejects.toMatchObject({
      code: 'BOTRC_ARCHIVE_EXISTS',
    });
  });
});

describe('an export that is not what was written', () => {
  /** Its lines, changed. */
  function changed(change: (lines: string[]) => string[]): string {
    const lines = zstdDecompressSync(readFileSync(running)).toString().trimEnd().split('\n');
    const file = join(place, 'changed.botrc');
    writeFileSync(file, zstdCompressSync(`${change(lines).join('\n')}\n`));
    return file;
  }

  const cases: readonly (readonly [string, () => string])[] = [
    ['ends early', () => changed((lines) => lines.slice(0, -1))],
    ['lacks a row', () => changed((lines) => lines.toSpliced(-3, 1))],
    [
      'has a number changed',
      () =>
        changed((lines) => lines.map((line, i) => (i === lines.length - 3 ? line.replace(/\d/, '9') : line))),
    ],
    ['is no line of ours', () => changed((lines) => lines.with(2, 'zork'))],
    [
      'names a table that no journal has',
      () =>
        changed((lines) => lines.map((line) => line.replace('"table":"runs"', '"table":"sqlite_schema"'))),
    ],
    [
      'names a file outside',
      () => changed((lines) => lines.map((line) => line.replace('"file":"journal.db"', '"file":"../x.db"'))),
    ],
    [
      'is cut in its bytes',
      () => {
        const file = join(place, 'cut.botrc');
        writeFileSync(file, readFileSync(running).subarray(0, 5000));
        return file;
      },
    ],
    [
      'is another file',
      () => {
        const file = join(place, 'other.botrc');
        writeFileSync(file, 'hello');
        return file;
      },
    ],
  ];

  it.each(cases)('%s: refused, and nothing is made', async (_name, make) => {
    await expect(importJournal(make(), into)).rejects.toMatchObject({ code: 'BOTRC_ARCHIVE_DAMAGED' });
    expect(() => statSync(join(place, 'tape'))).toThrow('ENOENT');
  });

  it('of a newer botrc is refused as such', async () => {
    const file = changed((lines) => lines.with(0, (lines[0] ?? '').replace('"format":1', '"format":99')));
    await expect(importJournal(file, into)).rejects.toMatchObject({ code: 'BOTRC_ARCHIVE_NEWER' });
  });

  it('that is not there is told so', async () => {
    await expect(importJournal(join(place, 'none'), into)).rejects.toMatchObject({
      code: 'BOTRC_ARCHIVE_FILE',
    });
  });
});

describe('bot journal verify', () => {
  it('finds an entry that was changed, a snapshot that was, and a chunk of the tape, and says where', async () => {
    const { folder } = await importJournal(running, into);
    const db = new DatabaseSync(join(folder, 'journal.db'));
    db.exec(
      `UPDATE blocks SET body = replace(body, '"buy"', '"sell"') WHERE n = (SELECT max(n) FROM blocks WHERE body LIKE '%"buy"%')`,
    );
    db.close();
    const file = join(folder, 'tape', '000001.db');
    const chunks = new DatabaseSync(file);
    chunks.exec('UPDATE chunks SET to_at = to_at + 1 WHERE from_seq = (SELECT max(from_seq) FROM chunks)');
    chunks.close();
    const { ok, problems, entries } = verifyJournal(folder);
    expect(ok).toBe(false);
    expect(new Set(problems.map((problem) => problem.file))).toEqual(
      new Set([`tape/${basename(file)}`, 'journal.db']),
    );
    expect(problems.some(({ found }) => /entry \d+ was changed/.test(found))).toBe(true);
    expect(entries.count).toBeGreaterThan(0);
  });
});

describe('orders, fills and trades as rows', () => {
  it('add up: the fills to the orders, the trades to what was realized', () => {
    const search = new JournalSearch(tape.folder);
    const [orders, fills, trades] = (['orders', 'fills', 'trades'] as const).map((table) =>
      rowsOf(search, table),
    );
    search.close();
    const { facts } = tape.session.parts;
    expect(orders).toHaveLength(facts.counters.ordersSubmitted);
    expect(fills).toHaveLength(facts.counters.fills);
    for (const order of orders ?? []) {
      const own = (fills ?? []).filter((fill) => fill.clientOrderId === order.clientOrderId);
      const filled = own.reduce((sum, fill) => sum + Number(fill.quantity), 0);
      expect(filled).toBeCloseTo(Number(order.filled), 9);
    }
    const realized = (trades ?? []).reduce((sum, trade) => sum + Number(trade.realized), 0);
    const booked = [...facts.positions.values()].reduce((sum, position) => sum + position.realized, 0n);
    expect(realized).toBeCloseTo(Number(booked) / 1e12, 6);
    expect((trades ?? []).filter((trade) => trade.closedMs === null)).toHaveLength(
      [...facts.positions.values()].filter((position) => position.quantity !== 0).length,
    );
  });

  it('are CSV by RFC 4180, in which no text is a formula', () => {
    expect([...csvLines([{ a: 'x,"y"', b: null, c: -1.5, d: '=1+1', e: '-0.5' }])]).toEqual([
      'a,b,c,d,e',
      '"x,""y""",,-1.5,\'=1+1,-0.5',
    ]);
  });
});

describe('bot journal', () => {
  it('lists, shows, verifies, exports and imports on the command line', async () => {
    const cli = new Sandbox();
    const from = ['--home', dirname(tape.folder), '--name', 'tape'];
    const file = join(place, 'all.botrc');
    try {
      const [list, text, show, csv, wrong] = await Promise.all([
        cli.json('journal', 'list', ...from),
        cli.bot('journal', 'show', ...from),
        cli.json('journal', 'show', '--limit', '5', ...from),
        cli.bot('journal', 'export', '--table', 'fills', '--format', 'csv', ...from),
        cli.json('journal', 'export', '--format', 'csv', ...from),
      ]);
      expect(list).toMatchObject({ code: 0, document: { runs: [{ profile: 'demo', mode: 'paper' }] } });
      expect(show.document.entries).toHaveLength(5);
      for (const line of text.stdout.trimEnd().split('\n')) expect(line.length).toBeLessThanOrEqual(100);
      expect(csv.stdout.split('\n')[0]).toContain('fillId,clientOrderId');
      expect(wrong.code).toBe(2);
      expect(await cli.json('journal', 'export', file, ...from)).toMatchObject({
        code: 0,
        document: { file },
      });
      expect((await cli.bot('journal', 'import', file)).code).toBe(0);
      const [here, there] = [
        await cli.json('journal', 'verify'),
        await cli.json('journal', 'verify', ...from),
      ];
      expect(here).toEqual(there);
      expect((await cli.json('journal', 'import', file)).code).toBe(2);
    } finally {
      await cli.remove();
    }
  }, 90_000);
});
