import { z } from 'zod';
import { BotrcError, plainText } from '../../sdk/index.ts';
import { keysAt } from '../plugins/known-keys.ts';
import {
  at,
  type ConfigPath,
  deepestAt,
  foundText,
  type Located,
  type Origin,
  pathText,
  plain,
} from './located.ts';
import { nearest, suggestion } from './nearest.ts';

/** A checked value, or everything that is wrong with it, misspelt keys first. */
export interface Checked<T> {
  /** Undefined exactly where there are errors. */
  readonly value: T | undefined;
  readonly errors: readonly BotrcError[];
}

/** Names an origin in `detail.where`. */
export type WhereText = (origin: Origin) => string;

/**
 * Holds a value against a strict schema. Messages of the schema itself say what was expected, as a noun phrase.
 * Codes of the errors: BOTRC_CONFIG_UNKNOWN_KEY, BOTRC_CONFIG_MISSING, BOTRC_CONFIG_TYPE, BOTRC_CONFIG_VALUE.
 */
export function checkShape<S extends z.ZodType>(
  schema: S,
  root: Located,
  where: WhereText,
): Checked<z.output<S>> {
  const result = schema.safeParse(plain(root), { error: expectation });
  if (result.success) return { value: result.data, errors: [] };
  const errors = result.error.issues.flatMap((issue) => {
    const path = issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key));
    if (issue.code !== 'unrecognized_keys') return [wrongValue(issue, path, root, where)];
    const known = keysAt(z.toJSONSchema(schema, { io: 'input' }), path);
    return issue.keys.map((key) => unknownKey(root, [...path, key], known, where));
  });
  // A misspelt key is often the cause of a missing one: it comes first.
  const rank = (error: BotrcError): number => (error.code === 'BOTRC_CONFIG_UNKNOWN_KEY' ? 0 : 1);
  return { value: undefined, errors: errors.sort((a, b) => rank(a) - rank(b)) };
}

function unknownKey(root: Located, path: ConfigPath, known: readonly string[], where: WhereText): BotrcError {
  const key = String(path.at(-1));
  const node = at(root, path);
  return new BotrcError('BOTRC_CONFIG_UNKNOWN_KEY', `unknown key "${plainText(pathText(path), 80)}"`, {
    found: plainText(key, 40),
    where: where(node?.keyOrigin ?? node?.origin ?? root.origin),
    mend: suggestion(key, known, 'keys here'),
  });
}

function wrongValue(issue: z.core.$ZodIssue, path: ConfigPath, root: Located, where: WhereText): BotrcError {
  const node = at(root, path);
  const name = path.length === 0 ? 'the file' : pathText(path);
  if (node === undefined) {
    return new BotrcError('BOTRC_CONFIG_MISSING', `${name} is missing: expected ${issue.message}`, {
      where: where(deepestAt(root, path).origin),
      mend: `Add ${name}.`,
    });
  }
  const near =
    issue.code === 'invalid_value' ? nearest(String(node.value), issue.values.map(String)) : undefined;
  const code = isWrongType(issue, node) ? 'BOTRC_CONFIG_TYPE' : 'BOTRC_CONFIG_VALUE';
  return new BotrcError(code, `${name}: expected ${issue.message}`, {
    found: foundText(node),
    where: where(node.origin),
    mend: near === undefined ? `Write ${issue.message}.` : `Did you mean "${near}"?`,
  });
}

function isWrongType(issue: z.core.$ZodIssue, node: Located): boolean {
  // A choice is text; what takes several forms (an amount, a seed) is text or a number.
  if (issue.code === 'invalid_value') return typeof node.value !== 'string';
  if (issue.code === 'invalid_union') return typeof node.value !== 'string' && typeof node.value !== 'number';
  return issue.code === 'invalid_type';
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  record: 'a map',
};

/** What zod expected, as a noun phrase. */
function expectation(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return TYPES[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return issue.values.length === 1 ? String(issue.values[0]) : `one of ${issue.values.join(', ')}`;
    case 'too_small':
      if (issue.origin === 'string') return 'text that is not empty';
      if (issue.origin === 'array') return `at least ${issue.minimum} in the list`;
      return issue.inclusive ? `at least ${issue.minimum}` : `more than ${issue.minimum}`;
    case 'too_big':
      if (issue.origin === 'string') return `at most ${issue.maximum} characters`;
      if (issue.origin === 'array') return `at most ${issue.maximum} in the list`;
      return issue.inclusive ? `at most ${issue.maximum}` : `less than ${issue.maximum}`;
    default:
      return issue.message ?? 'another value';
  }
}
