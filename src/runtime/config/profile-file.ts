import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, sep } from 'node:path';
import { BotrcError, type PlainError, plainError, plainText } from '../../sdk/index.ts';
import { userPath } from './folders.ts';
import { child, type Located } from './located.ts';
import { suggestion } from './nearest.ts';
import { type FolderSource, findSettings, type Place, type Settings } from './settings.ts';
import { readYamlText } from './yaml.ts';

/** A profile on disk. */
export interface ProfileFile {
  /** The file's name without its ending; also the default name of the bot. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  /** `path`: it was named by its path. */
  readonly source: FolderSource | 'path';
}

/** One line of `bot profiles list`. */
export interface ProfileRow extends ProfileFile {
  readonly source: FolderSource;
  readonly description: string;
  /** Why the file cannot be read. */
  readonly problem: PlainError | undefined;
}

const ENDINGS = ['.yml', '.yaml', '.json'];
/** The name becomes a folder and part of file names. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,47}$/;

/**
 * The file of a profile: a path where `ref` has a slash or a file ending, else a name, looked up beside the
 * .botrc, then among the user's profiles, then among those that come with botrc.
 * @param base what a relative path is relative to.
 * @throws BOTRC_PROFILE_UNKNOWN, BOTRC_CONFIG_VALUE where the file's name cannot be a profile's name.
 */
export async function findProfile(
  ref: string,
  settings: Settings,
  base: string,
  where?: string,
): Promise<ProfileFile> {
  const isPath = ref.includes('/') || ref.includes(sep) || ENDINGS.includes(extname(ref));
  if (isPath) {
    const path = userPath(ref, base, settings.env);
    if (await isFile(path)) return { name: profileName(path), path, source: 'path' };
  } else {
    for (const { folder, source } of settings.profileFolders) {
      for (const ending of ENDINGS) {
        const path = join(folder, ref + ending);
        if (await isFile(path)) return { name: profileName(path), path, source };
      }
    }
  }
  const names = isPath ? [] : (await profileFiles(settings)).map((file) => file.name);
  throw new BotrcError(
    'BOTRC_PROFILE_UNKNOWN',
    isPath ? 'there is no such profile file' : 'there is no such profile',
    {
      found: plainText(ref, 80),
      ...(where === undefined ? {} : { where }),
      mend: isPath
        ? 'Name an existing .yml, .yaml or .json file, or a profile by its name alone.'
        : `${suggestion(ref, names, 'profiles')} Looked in ${settings.profileFolders.map((f) => f.folder).join(', ')}.`,
    },
  );
}

/** Every profile that can be named, a name once, in the order of lookup, then by name. */
export async function listProfiles(place: Place): Promise<readonly ProfileRow[]> {
  const settings = await findSettings(place);
  return await Promise.all(
    (await profileFiles(settings)).map(async (file) => {
      try {
        const description = child(await readProfile(file, place.cwd), 'description')?.value;
        return {
          ...file,
          description: typeof description === 'string' ? plainText(description) : '',
          problem: undefined,
        };
      } catch (error) {
        return { ...file, description: '', problem: plainError(error) };
      }
    }),
  );
}

/** The values of one profile file, without those it extends. @throws BOTRC_CONFIG_SYNTAX */
export async function readProfile(file: ProfileFile, cwd: string): Promise<Located> {
  let text: string;
  try {
    text = await readFile(file.path, 'utf8');
  } catch (error) {
    throw new BotrcError(
      'BOTRC_CONFIG_SYNTAX',
      `a profile cannot be read: ${plainText(String(error))}`,
      { where: file.path },
      error,
    );
  }
  return readYamlText(text, file.path, cwd);
}

async function profileFiles(
  settings: Settings,
): Promise<(ProfileFile & { readonly source: FolderSource })[]> {
  const found = new Map<string, ProfileFile & { readonly source: FolderSource }>();
  for (const { folder, source } of settings.profileFolders) {
    const entries = await folderEntries(folder);
    for (const ending of ENDINGS) {
      const names = entries
        .filter((entry) => extname(entry) === ending)
        .map((entry) => basename(entry, ending));
      for (const name of names.sort()) {
        if (NAME.test(name) && !found.has(name)) {
          found.set(name, { name, path: join(folder, name + ending), source });
        }
      }
    }
  }
  return [...found.values()];
}

async function folderEntries(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw new BotrcError(
      'BOTRC_CONFIG_VALUE',
      `a folder of profiles cannot be read: ${plainText(String(error))}`,
      {
        where: folder,
      },
      error,
    );
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

function profileName(path: string): string {
  const name = basename(path, extname(path));
  if (NAME.test(name)) return name;
  throw new BotrcError('BOTRC_CONFIG_VALUE', "the file's name cannot be a profile's name", {
    found: plainText(basename(path), 60),
    where: dirname(path),
    mend: 'Name the file with A-Z, a-z, 0-9, ".", "_" and "-", at most 48 characters before its ending.',
  });
}
