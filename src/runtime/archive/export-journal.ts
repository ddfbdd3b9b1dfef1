import { createHash } from 'node:crypto';
import { createWriteStream, existsSync, openSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createZstdCompress } from 'node:zlib';
import { syncFolder } from '../durable-file.ts';
import { type DatabaseKind, openForReading } from '../journal/database.ts';
import { Entries } from '../journal/entries.ts';
import { FALLBACK, leftIn } from '../journal/fallback.ts';
import { JOURNAL } from '../journal/open-journal.ts';
import { TAPE, tapeFiles } from '../journal/tape-file.ts';
import { botrcVersion } from '../version.ts';
import { exists, unusable } from './errors.ts';
import { cellOf, type EndLine, type FileLine, FORMAT, type Header, tablesOf } from './format.ts';

export interface ExportRequest {
  /** The bot's own folder. */
  readonly folder: string;
  /** The file to make. */
  readonly to: string;
  /** Market data too, so that its runs can be replayed. */
  readonly tape: boolean;
}

export interface Exported {
  readonly file: string;
  readonly rows: number;
  /** Of the content: also the last line of the file. */
  readonly sha256: string;
}

/**
 * Writes a bot's whole journal into one file, beside a running bot too. The file is there whole or not at all.
 * @throws BOTRC_ARCHIVE_EXISTS, BOTRC_ARCHIVE_FILE, BOTRC_JOURNAL_…
 */
export async function exportJournal(request: ExportRequest): Promise<Exported> {
  const { to } = request;
  if (existsSync(to)) throw exists(to, 'a file of that name');
  const draft = `${to}.new`;
  const seal = { rows: 0, hash: createHash('sha256') };
  const lines = linesOf(request, seal);
  try {
    // Made here, so that it is its owner's alone from the beginning.
    const out = createWriteStream(draft, { fd: openSync(draft, 'w', 0o600), flush: true });
    await pipeline(Readable.from(lines, { objectMode: true }), createZstdCompress(), out);
    renameSync(draft, to);
    syncFolder(to);
  } catch (error) {
    rmSync(draft, { force: true });
    throw unusable('export', to, error);
  }
  return { file: to, rows: seal.rows, sha256: seal.hash.copy().digest('hex') };
}

interface Seal {
  rows: number;
  readonly hash: ReturnType<typeof createHash>;
}

function* linesOf({ folder, tape }: ExportRequest, seal: Seal): Generator<string> {
  const line = (value: unknown): string => {
    const text = `${JSON.stringify(value)}\n`;
    seal.hash.update(text);
    return text;
  };
  const name = basename(folder);
  yield line({ botrc: 'journal', format: FORMAT, name, version: botrcVersion() } satisfies Header);
  // The tape first: it says how many entries were durable before it, and those must be in what follows.
  for (const { path } of tape ? tapeFiles(join(folder, 'tape')) : []) {
    yield* rowsOf(path, `tape/${basename(path)}`, TAPE, seal, line);
  }
  yield* rowsOf(join(folder, 'journal.db'), 'journal.db', JOURNAL, seal, line);
  const sha256 = seal.hash.copy().digest('hex');
  yield `${JSON.stringify({ end: { rows: seal.rows, sha256 } } satisfies EndLine)}\n`;
}

function* rowsOf(
  path: string,
  file: string,
  kind: DatabaseKind,
  seal: Seal,
  line: (value: unknown) => string,
): Generator<string> {
  const db: DatabaseSync = openForReading(path, kind);
  try {
    // What only the fallback file has (P-5); before the view, so that what is taken in meanwhile is in one of them.
    const held = kind === JOURNAL ? leftIn(join(dirname(path), FALLBACK), new Entries(db, path)) : [];
    // One view of it, whatever a running bot writes meanwhile.
    db.exec('BEGIN');
    const schema = Number(db.prepare('PRAGMA user_version').get()?.user_version);
    yield line({ file, schema } satisfies FileLine);
    for (const { table, columns } of tablesOf(db)) {
      yield line({ table, columns });
      const rows = db.prepare(
        `SELECT ${columns.map(quoted).join(', ')} FROM ${quoted(table)} ORDER BY rowid`,
      );
      for (const row of rows.iterate()) {
        seal.rows++;
        yield line(columns.map((column) => cellOf(row[column])));
      }
      if (table !== 'blocks') continue;
      const newest = new Entries(db, path).newest().n;
      for (const { hash, ...block } of held.filter(({ n }) => n > newest)) {
        const row: Record<string, unknown> = { ...block, hash: Buffer.from(hash, 'hex') };
        seal.rows++;
        yield line(columns.map((column) => cellOf(row[column])));
      }
    }
  } finally {
    db.close();
  }
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
