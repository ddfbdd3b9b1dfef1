import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { damaged, unusable } from './errors.ts';
import { checkFree, settle } from './import-journal.ts';
import { checkedManifest, type Manifest } from './manifest.ts';
import { verifyJournal } from './verify-journal.ts';

export interface Restored extends Manifest {
  /** The bot's own folder. */
  readonly folder: string;
}

/**
 * Makes a bot's folder from a backup (P-3): each file is checked before and the journal after; it is moved into its place
 * whole.
 * @param folderOf where a bot of that name belongs.
 * @throws BOTRC_ARCHIVE_EXISTS where there is a bot already; BOTRC_ARCHIVE_DAMAGED, _NEWER, _FILE
 */
export function restoreBackup(from: string, folderOf: (name: string) => string): Restored {
  let draft: string | undefined;
  try {
    const manifest = checkedManifest(from);
    const folder = folderOf(manifest.name);
    checkFree(folder);
    mkdirSync(dirname(folder), { recursive: true, mode: 0o700 });
    draft = `${folder}.restore-${process.pid}`;
    mkdirSync(draft, { mode: 0o700 });
    for (const { file } of manifest.files) {
      mkdirSync(dirname(join(draft, file)), { recursive: true, mode: 0o700 });
      copyFileSync(join(from, file), join(draft, file));
    }
    const { problems, entries, factsSha256 } = verifyJournal(draft);
    const found = problems[0] ? `${problems[0].file}: ${problems[0].found}` : undefined;
    if (found !== undefined) throw damaged('backup', from, found);
    if (entries.head !== manifest.head || factsSha256 !== manifest.factsSha256) {
      throw damaged('backup', from, 'its journal is not the one that was backed up');
    }
    settle(draft, folder);
    return { folder, ...manifest };
  } catch (error) {
    if (draft !== undefined) rmSync(draft, { recursive: true, force: true });
    throw unusable('backup', from, error);
  }
}
