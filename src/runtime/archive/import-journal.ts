import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { createZstdDecompress } from 'node:zlib';
import { syncFolder } from '../durable-file.ts';
import { createAtSchema } from '../journal/database.ts';
import { JOURNAL } from '../journal/open-journal.ts';
import { TAPE } from '../journal/tape-file.ts';
import { damaged, exists, unusable } from './errors.ts';
import { quoted } from './export-journal.ts';
import {
  checkFormat,
  type EndLine,
  type FileLine,
  type Header,
  type RowLine,
  type TableLine,
  tablesOf,
  unpacked,
} from './format.ts';
import { type JournalReport, verifyJournal } from './verify-journal.ts';

/** Longer lines are no export of ours. Characters. */
const LONGEST = 2 ** 28;

export interface Imported {
  readonly name: string;
  readonly folder: string;
  readonly report: JournalReport;
}

/**
 * Makes a bot's folder from an exported journal. It is built and verified beside its place, and moved there whole.
 * @param folderOf where a bot of that name belongs.
 * @throws BOTRC_ARCHIVE_EXISTS where there is a bot already; BOTRC_ARCHIVE_DAMAGED, _NEWER, _FILE
 */
export async function importJournal(file: string, folderOf: (name: string) => string): Promise<Imported> {
  let draft: string | undefined;
  try {
    const reader = new Rows(file);
    const header = await reader.header();
    const folder = folderOf(header.name);
    checkFree(folder);
    mkdirSync(dirname(folder), { recursive: true, mode: 0o700 });
    draft = `${folder}.import-${process.pid}`;
    mkdirSync(draft, { mode: 0o700 });
    await reader.into(draft);
    const report = verifyJournal(draft);
    const [problem] = report.problems;
    if (problem) throw damaged('export', file, `${problem.file}: ${problem.found}`);
    settle(draft, folder);
    return { name: header.name, folder, report };
  } catch (error) {
    if (draft !== undefined) rmSync(draft, { recursive: true, force: true });
    throw unusable('export', file, error);
  }
}

/** @throws BOTRC_ARCHIVE_EXISTS */
export function checkFree(folder: string): void {
  if (!existsSync(folder)) return;
  const found = readdirSync(folder);
  if (found.length > 0) throw exists(folder, found.slice(0, 5).join(', '));
}

/** Moves what was built into its place, all at once. */
export function settle(draft: string, folder: string): void {
  if (existsSync(folder)) rmdirSync(folder);
  renameSync(draft, folder);
  syncFolder(folder);
}

/** Reads an export line by line, and holds it against its last line. */
class Rows {
  readonly #file: string;
  readonly #lines: AsyncGenerator<string>;
  readonly #hash = createHash('sha256');

  constructor(file: string) {
    this.#file = file;
    this.#lines = linesIn(file);
  }

  async header(): Promise<Header> {
    const first = (await this.#next()) as Partial<Header>;
    if (first.botrc !== 'journal' || typeof first.format !== 'number')
      throw this.#bad('no export of a journal');
    const header = first as Header;
    checkFormat(header, this.#file);
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(header.name)) throw this.#bad('a bot without a name');
    return header;
  }

  /** All that follows the header, into databases below `folder`. */
  async into(folder: string): Promise<void> {
    let rows = 0;
    let open: OpenFile | undefined;
    try {
      for (;;) {
        const before = this.#hash.copy().digest('hex');
        const line = await this.#next();
        if (Array.isArray(line)) {
          if (!open) throw this.#bad('a row of no table');
          open.insert(line as RowLine);
          rows++;
        } else if ('table' in line) open?.table(line as TableLine);
        else if ('file' in line) {
          open?.close();
          open = new OpenFile(folder, line as FileLine, (found) => this.#bad(found));
        } else {
          const { end } = line as Partial<EndLine>;
          if (end?.rows !== rows || end.sha256 !== before)
            throw this.#bad('its sum does not fit its content');
          return;
        }
      }
    } finally {
      open?.close();
    }
  }

  async #next(): Promise<object> {
    const { value, done } = await this.#lines.next().catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).syscall !== undefined) throw error;
      throw this.#bad((error as Error).message);
    });
    if (done) throw this.#bad('its end is missing');
    this.#hash.update(`${value}\n`);
    try {
      const line: unknown = JSON.parse(value);
      if (typeof line === 'object' && line !== null) return line;
    } catch {
      // Told below, like what is JSON and no line of ours.
    }
    throw this.#bad('a line that is none of an export');
  }

  #bad(found: string): Error {
    return damaged('export', this.#file, found);
  }
}

/** One database that is being filled, in one transaction. */
class OpenFile {
  readonly #db: DatabaseSync;
  readonly #tables: readonly TableLine[];
  readonly #bad: (found: string) => Error;
  #insert: StatementSync | undefined;

  constructor(folder: string, { file, schema }: FileLine, bad: (found: string) => Error) {
    const isTape = /^tape\/\d{6,}\.db$/.test(file);
    if (file !== 'journal.db' && !isTape) throw bad(`a file that no journal has: ${file}`);
    const path = join(folder, file);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    if (existsSync(path)) throw bad(`${file} twice`);
    this.#db = createAtSchema(path, isTape ? TAPE : JOURNAL, schema);
    this.#tables = tablesOf(this.#db);
    this.#bad = bad;
    this.#db.exec('BEGIN');
  }

  /** Only tables and columns that the schema has: nothing of the line goes into a statement unseen. */
  table({ table, columns }: TableLine): void {
    const known = this.#tables.find((one) => one.table === table);
    if (!known || JSON.stringify(known.columns) !== JSON.stringify(columns)) {
      throw this.#bad(`a table that schema does not have: ${table}`);
    }
    const marks = known.columns.map(() => '?').join(', ');
    // What the schema makes by itself, such as a row of defaults, is in the export too.
    this.#insert = this.#db.prepare(`INSERT OR REPLACE INTO ${quoted(known.table)} VALUES (${marks})`);
  }

  insert(row: RowLine): void {
    if (!this.#insert) throw this.#bad('a row of no table');
    try {
      this.#insert.run(...row.map(unpacked));
    } catch (error) {
      throw this.#bad((error as Error).message);
    }
  }

  close(): void {
    if (!this.#db.isOpen) return;
    if (this.#db.isTransaction) this.#db.exec('COMMIT');
    this.#db.close();
  }
}

async function* linesIn(file: string): AsyncGenerator<string> {
  const stream = createReadStream(file);
  const plain = createZstdDecompress();
  stream.on('error', (error) => plain.destroy(error));
  plain.setEncoding('utf8');
  let rest = '';
  for await (const chunk of stream.pipe(plain)) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST) throw new Error('a line without an end');
    yield* lines;
  }
  if (rest !== '') yield rest;
}
