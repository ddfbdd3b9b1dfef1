import { isAbsolute, relative } from 'node:path';
import { BotrcError, plainText } from '../../sdk/index.ts';

/** Levels of maps and lists; far more than a profile has. */
export const MAX_DEPTH = 40;

/** Where a value came from. Lines and columns count from 1; both are absent for a file that is a program. */
export type Origin =
  | { readonly kind: 'file'; readonly file: string; readonly line?: number; readonly column?: number }
  /** An override; `path` is what stands before its `=`. */
  | { readonly kind: 'set'; readonly path: string }
  /** Changed at run time (T-9). */
  | { readonly kind: 'edit'; readonly strategy: string }
  | { readonly kind: 'default' };

export type Scalar = string | number | boolean | null;

/** A configuration value that knows where each part of it was written. */
export interface Located {
  readonly origin: Origin;
  /** Where the key stands, for an entry of a map. */
  readonly keyOrigin?: Origin;
  readonly value: Scalar | readonly Located[] | LocatedMap;
}
export type LocatedMap = ReadonlyMap<string, Located>;

/** Keys and indexes from the root. As text: `strategies.0.params.fast`. */
export type ConfigPath = readonly (string | number)[];

export function pathText(path: ConfigPath): string {
  return path.join('.');
}

/** `profiles/demo.yml:12:3`, `--set mode` or `default`. A file under `cwd` is named relative to it. */
export function originText(origin: Origin, cwd: string): string {
  if (origin.kind === 'set') return `--set ${origin.path}`;
  if (origin.kind === 'edit') return `bot strategies (${origin.strategy})`;
  if (origin.kind === 'default') return 'default';
  const file = shortPath(origin.file, cwd);
  return origin.line === undefined ? file : `${file}:${origin.line}:${origin.column}`;
}

/** The path as a reader in `cwd` would write it: relative where it lies below, else absolute. */
export function shortPath(file: string, cwd: string): string {
  const inside = relative(cwd, file);
  return inside === '' || inside.startsWith('..') || isAbsolute(inside) ? file : inside;
}

export function isMap(node: Located | undefined): node is Located & { readonly value: LocatedMap } {
  return node?.value instanceof Map;
}

export function isList(node: Located | undefined): node is Located & { readonly value: readonly Located[] } {
  return Array.isArray(node?.value);
}

/** The entry of a map or list under one key. */
export function child(node: Located | undefined, key: string | number): Located | undefined {
  if (isMap(node)) return node.value.get(String(key));
  return isList(node) ? node.value[Number(key)] : undefined;
}

/** The value at a path, or undefined. */
export function at(node: Located, path: ConfigPath): Located | undefined {
  let current: Located | undefined = node;
  for (const key of path) current = child(current, key);
  return current;
}

/** The deepest value that exists on the way to a path: where something is missing. */
export function deepestAt(node: Located, path: ConfigPath): Located {
  let current = node;
  for (const key of path) {
    const next = child(current, key);
    if (next === undefined) break;
    current = next;
  }
  return current;
}

/** The value without its origins. */
export function plain(node: Located): unknown {
  if (isMap(node)) return Object.fromEntries([...node.value].map(([key, entry]) => [key, plain(entry)]));
  return isList(node) ? node.value.map(plain) : node.value;
}

/**
 * A value that was not read from a text, all of it at one place.
 * @throws BOTRC_CONFIG_TYPE where it holds anything but maps, lists, text, numbers, true, false and null.
 */
export function locate(value: unknown, origin: Origin, depth = 0): Located {
  const below = (entry: unknown): Located => locate(entry, origin, depth + 1);
  if (
    value === null ||
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean'
  ) {
    return { origin, value };
  }
  if (depth < MAX_DEPTH && Array.isArray(value)) return { origin, value: value.map(below) };
  if (depth < MAX_DEPTH && typeof value === 'object') {
    const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
    const map = new Map(entries.map(([key, entry]) => [key, { ...below(entry), keyOrigin: origin }]));
    return { origin, value: map };
  }
  throw new BotrcError('BOTRC_CONFIG_TYPE', 'a configuration holds only plain data', {
    found: depth < MAX_DEPTH ? typeof value : `more than ${MAX_DEPTH} levels`,
    ...(origin.kind === 'file' ? { where: origin.file } : {}),
  });
}

/** Every part of the value with its path: containers before what they contain, the root left out. */
export function* walk(node: Located, path: ConfigPath = []): Generator<[ConfigPath, Located]> {
  const entries = isMap(node) ? node.value.entries() : isList(node) ? node.value.entries() : [];
  for (const [key, entry] of entries) {
    const below = [...path, key];
    yield [below, entry];
    yield* walk(entry, below);
  }
}

/** What stands there, in a few words, for an error. */
export function foundText(node: Located): string {
  if (isMap(node)) return 'a map';
  if (isList(node)) return 'a list';
  if (node.value === null) return 'nothing';
  return typeof node.value === 'string' ? JSON.stringify(plainText(node.value, 40)) : String(node.value);
}
