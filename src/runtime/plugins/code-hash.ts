import { createHash } from 'node:crypto';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { ResolvedPlugin } from './resolved.ts';

const SKIPPED_FOLDERS = new Set(['node_modules', 'test', 'tests', 'fixtures', 'coverage']);
const SKIPPED_FILES = /(\.test\.[cm]?[jt]s|\.d\.[cm]?ts|\.map|\.md|\.tsbuildinfo)$/;

/**
 * sha256 in hex over a plugin's own code: the files of its package, or the single file that the profile names
 * (without what that imports). Equal hashes mean equal code, so that a snapshot of its state still fits.
 * Left out are dependencies, tests, docs and hidden files; `dist` too, unless it is what runs.
 */
export async function codeHash(resolved: ResolvedPlugin): Promise<string> {
  const hash = createHash('sha256');
  const isFile = (await lstat(resolved.path)).isFile();
  const root = isFile ? dirname(resolved.path) : resolved.path;
  const runsBuild = relative(root, resolved.entry).split(sep)[0] === 'dist';
  const files = isFile ? [resolved.path] : await filesIn(root, runsBuild);
  for (const file of files) {
    const content = await readFile(file);
    // Lengths keep one file's end from passing for another's beginning.
    hash.update(`${relative(root, file).split(sep).join('/')}\0${content.length}\0`);
    hash.update(content);
  }
  return hash.digest('hex');
}

async function filesIn(folder: string, withBuild: boolean): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const lists = await Promise.all(
    entries
      .filter(
        ({ name }) => !name.startsWith('.') && !SKIPPED_FOLDERS.has(name) && (withBuild || name !== 'dist'),
      )
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(async (entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) return await filesIn(path, withBuild);
        return entry.isFile() && !SKIPPED_FILES.test(entry.name) ? [path] : [];
      }),
  );
  return lists.flat();
}
