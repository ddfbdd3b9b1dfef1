import type { DatabaseSync } from 'node:sqlite';
import { BotrcError } from '../../sdk/index.ts';

/**
 * An exported journal: JSON lines under zstd. The first says what it is, then each file of the journal comes with its
 * tables and their rows as they are, and the last line holds the sha256 of all before it.
 */
export const FORMAT = 1;

export interface Header {
  readonly botrc: 'journal';
  readonly format: number;
  /** Of the bot. */
  readonly name: string;
  /** botrc's. */
  readonly version: string;
}

/** journal.db, or a file of the tape. Its rows follow, table by table. */
export interface FileLine {
  readonly file: string;
  /** PRAGMA user_version. */
  readonly schema: number;
}

export interface TableLine {
  readonly table: string;
  readonly columns: readonly string[];
}

export interface EndLine {
  readonly end: { readonly rows: number; readonly sha256: string };
}

/** A blob is an object, everything else stands as it is. */
export type Cell = string | number | null | { readonly b: string };
export type RowLine = readonly Cell[];

export function cellOf(value: unknown): Cell {
  if (value instanceof Uint8Array) return { b: Buffer.from(value).toString('base64') };
  return value as Cell;
}

export function unpacked(cell: Cell): string | number | null | Uint8Array {
  return typeof cell === 'object' && cell !== null ? Buffer.from(cell.b, 'base64') : cell;
}

/** The tables of a file of ours, and their columns, by name. */
export function tablesOf(db: DatabaseSync): readonly TableLine[] {
  return db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    .all()
    .map(({ name }) => ({
      table: String(name),
      columns: db
        .prepare('SELECT name FROM pragma_table_info(?) ORDER BY cid')
        .all(String(name))
        .map((column) => String(column.name)),
    }));
}

/** @throws BOTRC_ARCHIVE_NEWER */
export function checkFormat(header: { readonly format: number }, where: string): void {
  if (header.format <= FORMAT) return;
  throw new BotrcError('BOTRC_ARCHIVE_NEWER', 'it was written by a newer botrc', {
    found: `format ${header.format}, this botrc knows ${FORMAT}`,
    where,
    mend: 'Install the newer botrc.',
  });
}
