import { hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { writeDurably } from '../durable-file.ts';
import { exists, unusable } from './errors.ts';

/**
 * Makes a file that is not there yet, whole or not at all, 0600.
 * @throws BOTRC_ARCHIVE_EXISTS, BOTRC_ARCHIVE_FILE
 */
export function writeNew(file: string, text: string): { readonly file: string; readonly sha256: string } {
  if (existsSync(file)) throw exists(file, 'a file of that name');
  try {
    writeDurably(file, text);
  } catch (error) {
    throw unusable('export', file, error);
  }
  return { file, sha256: hash('sha256', text) };
}
