// A package is built from nothing, so that no output of a deleted source file is shipped.
import { readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
rmSync(join(root, 'dist'), { recursive: true, force: true });
for (const folder of ['plugins', 'strategies']) {
  for (const name of readdirSync(join(root, folder))) {
    rmSync(join(root, folder, name, 'dist'), { recursive: true, force: true });
  }
}
await import('./prepare.js');
