import { mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { LowSync, type SyncAdapter } from 'lowdb';
import { z } from 'zod';
import { type Ms, type PluginLog, plainText } from '../sdk/index.ts';
import { writeDurably } from './durable-file.ts';

export type Preference = string | number | boolean;

export interface RecentProfile {
  readonly name: string;
  readonly usedMs: Ms;
}

/** `HOME/notebook.json`: small things of the operator that people may read and edit. Never money, never a secret. */
export interface Notebook {
  preference(name: string): Preference | undefined;
  setPreference(name: string, value: Preference): void;
  /** Newest first, at most ten. */
  recentProfiles(): readonly RecentProfile[];
  addRecentProfile(name: string, usedMs: Ms): void;
}

const PAGE = z.looseObject({
  preferences: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  recentProfiles: z.array(z.object({ name: z.string(), usedMs: z.number() })).default([]),
});
type Page = z.infer<typeof PAGE>;

const KEPT_PROFILES = 10;

/** Never fails: a broken file is set aside, and one that cannot be written costs a warning. */
export function openNotebook(home: string, log: PluginLog): Notebook {
  const path = join(home, 'notebook.json');
  const low = new LowSync<Page>(pageFile(path, log), { preferences: {}, recentProfiles: [] });
  low.read();
  const change = (edit: (page: Page) => void): void => {
    try {
      mkdirSync(home, { recursive: true, mode: 0o700 });
      // Another viewer may have written since.
      low.read();
      low.update(edit);
    } catch (error) {
      log.warn('the notebook is not kept', { file: path, reason: plainText((error as Error).message) });
    }
  };
  return {
    preference: (name) =>
      Object.hasOwn(low.data.preferences, name) ? low.data.preferences[name] : undefined,
    setPreference: (name, value) =>
      change((page) => {
        page.preferences = { ...page.preferences, [name]: value };
      }),
    recentProfiles: () => low.data.recentProfiles,
    addRecentProfile: (name, usedMs) =>
      change((page) => {
        const others = page.recentProfiles.filter((profile) => profile.name !== name);
        page.recentProfiles = [{ name, usedMs }, ...others].slice(0, KEPT_PROFILES);
      }),
  };
}

function pageFile(path: string, log: PluginLog): SyncAdapter<Page> {
  return {
    read: () => {
      try {
        return PAGE.parse(JSON.parse(readFileSync(path, 'utf8')));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') setAside(path, error, log);
        return null;
      }
    },
    write: (page) => writeDurably(path, `${JSON.stringify(page, null, 2)}\n`),
  };
}

function setAside(path: string, reason: unknown, log: PluginLog): void {
  const aside = `${path}.broken`;
  const fields = { file: path, aside, reason: plainText((reason as Error).message) };
  try {
    renameSync(path, aside);
    log.warn('the notebook was broken: it is set aside and begun anew', fields);
  } catch {
    // What cannot be read cannot always be moved either: the notebook is only for convenience.
    log.warn('the notebook cannot be read', fields);
  }
}
