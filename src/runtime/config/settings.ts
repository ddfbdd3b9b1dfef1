import { dirname, join } from 'node:path';
import { z } from 'zod';
import { PACKAGE_ROOT } from '../plugins/package-root.ts';
import { findBotrc } from './botrc-file.ts';
import { type Environment, userPath, xdgFolder } from './folders.ts';
import { type Located, originText } from './located.ts';
import { checkShape } from './shape.ts';

/** Where a command runs: what decides which configuration it sees. */
export interface Place {
  /** Absolute. */
  readonly cwd: string;
  readonly env: Environment;
  /** `--home`. */
  readonly home?: string | undefined;
}

/** Whose folder a profile or plugin was found in. */
export type FolderSource = 'project' | 'user' | 'bundled';

/** What `.botrc` and the environment decide; every path is absolute. */
export interface Settings {
  readonly cwd: string;
  readonly env: Environment;
  /** The `.botrc` that was found. */
  readonly file: string | undefined;
  /** The data directory: `--home`, else BOTRC_HOME, else `home` of .botrc, else $XDG_STATE_HOME/botrc. */
  readonly home: string;
  /** The profile to take where none is named. */
  readonly profile: string | undefined;
  /** In the order in which a name is looked up. */
  readonly profileFolders: readonly { readonly folder: string; readonly source: FolderSource }[];
  /** The user's plugin folder; packages are in its node_modules. */
  readonly pluginsFolder: string;
  /** How the user wants the terminal UI. */
  readonly tui: {
    readonly palette?: 'classic' | 'red-up' | 'color-blind' | undefined;
    readonly ascii?: boolean | undefined;
    /** Other keys, by the names of docs/tui.md. */
    readonly keys?: Readonly<Record<string, readonly string[]>> | undefined;
  };
}

const text = z.string().min(1);

/** The keys of a `.botrc`. */
const botrcSchema = z.strictObject({
  profile: text.optional(),
  home: text.optional(),
  profilesDir: text.optional(),
  pluginsDir: text.optional(),
  tui: z
    .strictObject({
      palette: z.enum(['classic', 'red-up', 'color-blind']).optional(),
      ascii: z.boolean().optional(),
      keys: z.record(text, z.union([text, z.array(text).min(1)])).optional(),
    })
    .optional(),
});

/**
 * Reads the nearest `.botrc.yml`, `.yaml`, `.json` or `.ts` from `cwd` upward, if there is one.
 * @throws BOTRC_CONFIG_SYNTAX, BOTRC_CONFIG_UNKNOWN_KEY, BOTRC_CONFIG_TYPE, BOTRC_CONFIG_VALUE
 */
export async function findSettings(place: Place): Promise<Settings> {
  const { cwd, env } = place;
  const found = await findBotrc(cwd);
  const keys = found === undefined ? {} : botrcKeys(found.root, cwd);
  const folder = found === undefined ? cwd : dirname(found.file);
  const configFolder = join(xdgFolder(env, 'XDG_CONFIG_HOME'), 'botrc');
  const home = place.home || env.BOTRC_HOME;
  return {
    cwd,
    env,
    file: found?.file,
    home: home
      ? userPath(home, cwd, env)
      : userPath(keys.home ?? join(xdgFolder(env, 'XDG_STATE_HOME'), 'botrc'), folder, env),
    profile: keys.profile,
    profileFolders: [
      { folder: userPath(keys.profilesDir ?? 'profiles', folder, env), source: 'project' },
      { folder: join(configFolder, 'profiles'), source: 'user' },
      { folder: join(PACKAGE_ROOT, 'profiles'), source: 'bundled' },
    ],
    pluginsFolder: userPath(keys.pluginsDir ?? join(configFolder, 'plugins'), folder, env),
    tui: { ...keys.tui, keys: asLists(keys.tui?.keys) },
  };
}

function asLists(keys: Readonly<Record<string, string | string[]>> = {}): Record<string, readonly string[]> {
  return Object.fromEntries(Object.entries(keys).map(([name, value]) => [name, [value].flat()]));
}

function botrcKeys(root: Located, cwd: string): z.output<typeof botrcSchema> {
  // A file with nothing but comments sets nothing.
  const node: Located = root.value === null ? { ...root, value: new Map() } : root;
  const { errors, value } = checkShape(botrcSchema, node, (origin) => originText(origin, cwd));
  if (value === undefined) throw errors[0];
  return value;
}
