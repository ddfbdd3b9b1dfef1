import type { DatabaseSync } from 'node:sqlite';
import type { Ms } from '../../sdk/index.ts';
import { openForReading } from './database.ts';
import { isSpoilt } from './errors.ts';
import { TAPE, type TapeFile, tapeFiles } from './tape-file.ts';

/** Files of the tape whose newest event is older (P-2); never the newest file, whose number goes on. */
export function oldTape(folder: string, beforeMs: Ms): readonly TapeFile[] {
  return tapeFiles(folder)
    .slice(0, -1)
    .filter(({ path }) => {
      let db: DatabaseSync | undefined;
      try {
        db = openForReading(path, TAPE);
        const newest = db.prepare('SELECT max(to_at) AS at FROM chunks').get()?.at;
        return newest === null || Number(newest) < beforeMs;
      } catch (error) {
        // How old a damaged one is cannot be told: it goes by size alone.
        if (isSpoilt(error)) return false;
        throw error;
      } finally {
        db?.close();
      }
    });
}
