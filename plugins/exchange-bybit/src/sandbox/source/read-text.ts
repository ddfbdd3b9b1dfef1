import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { sourceError } from '../errors.ts';

/** Largest source, uncompressed. */
const MOST_BYTES = 512 * 1024 * 1024;
const unzip = promisify(gunzip);

/**
 * The lines of a text file, unzipped where it is gzip (by its first bytes, whatever its name).
 * @throws BOTRC_SANDBOX_SOURCE where it is missing, unreadable, cut short or too large.
 */
export async function readLines(file: string): Promise<string[]> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw sourceError('the file cannot be read', file, code, error);
  }
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    try {
      bytes = await unzip(bytes, { maxOutputLength: MOST_BYTES });
    } catch (error) {
      throw sourceError('the gzip file is broken or too large', file, (error as Error).message, error);
    }
  }
  if (bytes.length > MOST_BYTES) throw sourceError('the file is too large', file, `${bytes.length} bytes`);
  return bytes.toString('utf8').split(/\r?\n/);
}
