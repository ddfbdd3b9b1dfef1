import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

/** Recorded data lies beside the repository; where it does not, tests that need it are skipped and say why. */
export function sharedData(name: string): { readonly path: string; readonly missing: string | undefined } {
  const path = fileURLToPath(new URL(`../../../../../shared/data/${name}`, import.meta.url));
  return { path, missing: existsSync(path) ? undefined : `no ../shared/data/${name} beside the repository` };
}

export function gunzipped(path: string): Buffer {
  return gunzipSync(readFileSync(path));
}

/** The text files of a gzipped tar, by name. */
export function untar(path: string): Map<string, string> {
  const tar = gunzipped(path);
  const files = new Map<string, string>();
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0; ) {
    const name = tar.toString('utf8', at, at + 100).replace(/\0.*$/s, '');
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 136), 8);
    const isFile = tar[at + 156] === 48 || tar[at + 156] === 0;
    if (isFile) files.set(name, tar.toString('utf8', at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}
