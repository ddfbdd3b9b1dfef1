import { dirname, extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const self = fileURLToPath(import.meta.url);

/** The folder of botrc's own package.json. Right in a clone (src/) and in a build (dist/) alike. */
export const PACKAGE_ROOT: string = join(dirname(self), '../../..');

/**
 * One of botrc's own modules as it runs now: `sdk/index` is src/sdk/index.ts in a clone and dist/sdk/index.js in a
 * build. For what must be named at run time: worker entries, and the modules that plugins are given.
 */
export function hostModule(path: string): URL {
  return pathToFileURL(join(dirname(self), '../..', path + extname(self)));
}
