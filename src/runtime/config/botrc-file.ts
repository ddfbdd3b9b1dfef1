import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cosmiconfig } from 'cosmiconfig';
import { BotrcError, plainText } from '../../sdk/index.ts';
import { type Located, locate } from './located.ts';
import { readYamlText } from './yaml.ts';

/** A `.botrc` with its values. */
export interface BotrcFile {
  /** Absolute. */
  readonly file: string;
  readonly root: Located;
}

const NAMES = ['.botrc.yml', '.botrc.yaml', '.botrc.json', '.botrc.ts'];

/** The nearest `.botrc.*` from `cwd` upward. @throws BOTRC_CONFIG_SYNTAX */
export async function findBotrc(cwd: string): Promise<BotrcFile | undefined> {
  const read = (file: string, text: string): Located => readYamlText(text, file, cwd);
  const loaders = { '.yml': read, '.yaml': read, '.json': read, '.ts': readProgram };
  // One folder at a time: cosmiconfig's own way upward ends in the user's config folder, which is not ours.
  for (let folder = cwd; ; folder = dirname(folder)) {
    try {
      const explorer = cosmiconfig('botrc', {
        searchPlaces: NAMES,
        searchStrategy: 'none',
        cache: false,
        loaders,
      });
      const found = await explorer.search(folder);
      if (found !== null) return { file: found.filepath, root: found.config as Located };
    } catch (error) {
      if (error instanceof BotrcError) throw error;
      const text = plainText(String(error), 300);
      throw new BotrcError(
        'BOTRC_CONFIG_SYNTAX',
        `a .botrc cannot be read: ${text}`,
        { where: folder },
        error,
      );
    }
    if (folder === dirname(folder)) return undefined;
  }
}

/** The default export of a TypeScript file; Node itself strips the types. Its values have no line of their own. */
async function readProgram(file: string): Promise<Located> {
  const module: { readonly default?: unknown } = await import(pathToFileURL(file).href);
  return locate(module.default, { kind: 'file', file });
}
