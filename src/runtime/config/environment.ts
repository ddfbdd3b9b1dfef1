import { BotrcError, plainText } from '../../sdk/index.ts';
import type { Environment } from './folders.ts';
import { type ConfigPath, isList, isMap, type Located, pathText, walk } from './located.ts';
import type { SecretSet } from './secrets.ts';
import type { WhereText } from './shape.ts';

/** `${NAME}`, or what someone meant as one. */
const REFERENCE = /\$\{([^}]*)\}?/g;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** What a profile's secrets are and where they come from. */
export interface SecretSource {
  readonly env: Environment;
  /** Values that `bot secrets set` keeps, of the names that `env` does not have. */
  readonly kept: ReadonlyMap<string, string>;
  /** True for the path of a value that is a secret. */
  readonly isSecret: (path: ConfigPath) => boolean;
  /** Every secret value that was found is added. */
  readonly secrets: SecretSet;
}

/** A profile with its secrets filled in, and what is wrong with them (BOTRC_CONFIG_ENV). */
export interface Filled {
  readonly root: Located;
  readonly errors: readonly BotrcError[];
  /** Secrets that are written out where a reference belongs. */
  readonly written: readonly ConfigPath[];
  readonly uses: readonly SecretUse[];
}

/** A secret that a profile has been given. */
export interface SecretUse {
  readonly name: string;
  /** Of the value that it went into: `exchange.options.apiKey`. */
  readonly path: string;
  readonly from: 'environment' | 'store';
}

/** The names that secret fields refer to, as written. */
export function secretNames(root: Located, isSecret: (path: ConfigPath) => boolean): readonly string[] {
  return [...walk(root)].flatMap(([path, node]) =>
    typeof node.value === 'string' && isSecret(path)
      ? [...node.value.matchAll(REFERENCE)].map((match) => match[1] ?? '')
      : [],
  );
}

/**
 * Replaces `${NAME}` in secret fields by the environment's value, or by the secret of that name that is kept (K-1). Anywhere else it is refused: a profile must mean
 * the same on every machine.
 */
export function fillSecrets(root: Located, source: SecretSource, where: WhereText): Filled {
  const errors: BotrcError[] = [];
  const written: ConfigPath[] = [];
  const uses: SecretUse[] = [];
  const fill = (node: Located, path: ConfigPath): Located => {
    if (isMap(node)) {
      return {
        ...node,
        value: new Map([...node.value].map(([key, entry]) => [key, fill(entry, [...path, key])])),
      };
    }
    if (isList(node)) return { ...node, value: node.value.map((entry, i) => fill(entry, [...path, i])) };
    const text = node.value === null ? '' : String(node.value);
    const names = [...text.matchAll(REFERENCE)].map((match) => match[1] ?? '');
    const isSecret = source.isSecret(path);
    if (names.length === 0) {
      if (isSecret && text !== '') written.push(path);
      if (isSecret) source.secrets.add(text);
      return node;
    }
    const problem = isSecret ? missing(names, source) : ELSEWHERE;
    if (problem !== undefined) {
      errors.push(
        new BotrcError('BOTRC_CONFIG_ENV', `${plainText(pathText(path), 80)}: ${problem.message}`, {
          found: plainText(names.map((name) => `\${${name}}`).join(' '), 80),
          where: where(node.origin),
          mend: problem.mend,
        }),
      );
      return node;
    }
    const value = text.replace(REFERENCE, (_, name: string) => {
      // The environment goes first, so that one start can be given another key.
      const given = source.env[name];
      const secret = given || (source.kept.get(name) ?? '');
      uses.push({ name, path: pathText(path), from: given ? 'environment' : 'store' });
      source.secrets.add(secret);
      return secret;
    });
    source.secrets.add(value);
    return { ...node, value };
  };
  return { root: fill(root, []), errors, written, uses };
}

interface Problem {
  readonly message: string;
  readonly mend: string;
}

const ELSEWHERE: Problem = {
  message: 'environment variables are read in secret fields only',
  mend: 'Write the value itself, or override it with --set.',
};

function missing(names: readonly string[], { env, kept }: SecretSource): Problem | undefined {
  const wrong = names.find((name) => !NAME.test(name));
  if (wrong !== undefined) {
    return {
      message: 'this is not the name of an environment variable',
      mend: 'Write a dollar sign and the name, of A-Z, 0-9 and "_", in braces.',
    };
  }
  const unset = names.find((name) => !env[name] && !kept.has(name));
  if (unset === undefined) return undefined;
  const what = env[unset] === undefined ? 'is not set' : 'is empty';
  return {
    message: `the environment variable ${unset} ${what}, and no secret of this name is kept`,
    mend: `Keep it with \`bot secrets set ${unset}\`, or set it before the start: export ${unset}=…`,
  };
}
