import { rmdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Takes back what `mkdirSync(folder, { recursive: true })` made: the folder with all that is in it, and the folders
 * above it that were made on the way and that nobody else uses meanwhile.
 * @param made what mkdirSync returned: the topmost folder that it made.
 */
export function removeMade(folder: string, made: string): void {
  rmSync(folder, { recursive: true, force: true });
  for (let above = folder; above !== made && above !== dirname(above); ) {
    above = dirname(above);
    try {
      rmdirSync(above);
    } catch {
      // Somebody has put something there meanwhile: it is not ours any more.
      return;
    }
  }
}
