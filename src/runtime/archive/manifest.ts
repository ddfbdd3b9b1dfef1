import { hash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Ms } from '../../sdk/index.ts';
import { damaged } from './errors.ts';
import { checkFormat } from './format.ts';

/** What a backup holds: `manifest.json` in its folder. */
export interface Manifest {
  readonly botrc: 'backup';
  readonly format: number;
  /** Of the bot. */
  readonly name: string;
  /** botrc's. */
  readonly version: string;
  readonly madeMs: Ms;
  /** Of its newest entry, and the hash that stands for all of them. */
  readonly seq: number;
  readonly head: string;
  /** Of the facts that recovery makes of it. */
  readonly factsSha256: string | null;
  readonly files: readonly { readonly file: string; readonly bytes: number; readonly sha256: string }[];
}

const MANIFEST: z.ZodType<Manifest> = z.object({
  botrc: z.literal('backup'),
  format: z.number(),
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/),
  version: z.string(),
  madeMs: z.number(),
  seq: z.number(),
  head: z.string(),
  factsSha256: z.string().nullable(),
  files: z.array(
    z.object({
      file: z.string().regex(/^(?:(?:tape|audit)\/)?[A-Za-z0-9][A-Za-z0-9._-]*$/),
      bytes: z.number(),
      sha256: z.string(),
    }),
  ),
});

/** Every file of a backup but its manifest, read back from the disk. */
export function filesBelow(folder: string): Manifest['files'] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names
    .filter((file) => statSync(join(folder, file)).isFile() && file !== 'manifest.json')
    .sort()
    .map((file) => ({ file, ...sumOf(join(folder, file)) }));
}

/** The manifest of a backup all of whose files are as it says. @throws BOTRC_ARCHIVE_DAMAGED, _NEWER, ENOENT */
export function checkedManifest(folder: string): Manifest {
  const manifest = parsed(folder);
  checkFormat(manifest, folder);
  for (const { file, bytes, sha256 } of manifest.files) {
    const found = sumOrMissing(join(folder, file));
    if (!found) throw damaged('backup', folder, `${file} is missing`);
    if (found.bytes !== bytes || found.sha256 !== sha256)
      throw damaged('backup', folder, `${file} was changed`);
  }
  return manifest;
}

function parsed(folder: string): Manifest {
  const text = readFileSync(join(folder, 'manifest.json'), 'utf8');
  try {
    return MANIFEST.parse(JSON.parse(text));
  } catch (error) {
    throw damaged('backup', folder, 'its manifest.json is none', error);
  }
}

function sumOrMissing(path: string): ReturnType<typeof sumOf> | undefined {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ? sumOf(path) : undefined;
}

function sumOf(path: string): { readonly bytes: number; readonly sha256: string } {
  const content = readFileSync(path);
  return { bytes: content.length, sha256: hash('sha256', content) };
}
