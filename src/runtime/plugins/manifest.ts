import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { extname, join, resolve, sep } from 'node:path';
import { BotrcError, type PluginKind, plainText } from '../../sdk/index.ts';

export const PLUGIN_KINDS: readonly PluginKind[] = ['strategy', 'exchange', 'notifier', 'risk-rule', 'panel'];

/** The parts of a package.json that decide about a plugin. */
export interface Manifest {
  readonly name: string | null;
  readonly version: string | null;
  readonly kind: string | null;
  readonly exports: unknown;
  readonly main: string | null;
}

/** The package.json of a folder, or undefined where there is none. @throws BOTRC_PLUGIN_SHAPE where it is broken. */
export function readManifest(folder: string): Manifest | undefined {
  const file = join(folder, 'package.json');
  if (!existsSync(file)) return undefined;
  try {
    const json: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const botrc = property(json, 'botrc');
    return {
      name: textOf(property(json, 'name')),
      version: textOf(property(json, 'version')),
      kind: textOf(property(botrc, 'kind')),
      exports: property(json, 'exports'),
      main: textOf(property(json, 'main')),
    };
  } catch (error) {
    throw new BotrcError(
      'BOTRC_PLUGIN_SHAPE',
      `a package.json cannot be read: ${plainText(String(error))}`,
      { where: file },
      error,
    );
  }
}

/**
 * The file that an import of the package would load: condition `source` where that file exists and Node may strip
 * its types (nowhere under node_modules), else `import` or `default`, else `main`, else index.js or index.ts.
 * @param subpath as in package.json: `.` or `./sandbox`.
 * @returns an absolute path that exists, or undefined.
 */
export function entryOf(folder: string, manifest: Manifest | undefined, subpath = '.'): string | undefined {
  const candidates = [
    ...targets(manifest?.exports, subpath, ['source']).filter(mayStrip(folder)),
    ...targets(manifest?.exports, subpath, ['import', 'node', 'default']),
  ];
  if (manifest?.exports === undefined && subpath === '.') {
    candidates.push(...(manifest?.main ? [manifest.main] : []), 'index.js', 'index.ts');
  }
  return candidates
    .map((path) => resolve(folder, path))
    .find((path) => existsSync(path) && extname(path) !== '');
}

/** The kind and short name that a package's name says. */
export function namedPlugin(
  packageName: string,
): { readonly kind: PluginKind; readonly name: string } | undefined {
  const match =
    /^(?:@botrc\/|(?:@[^/]+\/)?botrc-)(strategy|exchange|notifier|risk-rule|panel)-([a-z0-9-]+)$/.exec(
      packageName,
    );
  return match === null ? undefined : { kind: match[1] as PluginKind, name: match[2] as string };
}

/** A name as profiles write it, of a package or file: `@me/My_Strategy.ts` gives `my-strategy`. At most 40 characters. */
export function shortName(text: string): string {
  const last = text.split('/').at(-1) ?? '';
  const name = last.replace(/\.[cm]?[jt]s$/, '').toLowerCase();
  return (
    name
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 40) || 'plugin'
  );
}

/** True below a node_modules folder, where Node strips no types. */
export function isUnderNodeModules(path: string): boolean {
  return realpathSync(path).split(sep).includes('node_modules');
}

function mayStrip(folder: string): (target: string) => boolean {
  return (target) => existsSync(resolve(folder, target)) && !isUnderNodeModules(resolve(folder, target));
}

/** What `exports` offers for a subpath under the conditions, in the order in which the package names them. */
function targets(exports: unknown, subpath: string, conditions: readonly string[]): string[] {
  const isSubpaths =
    typeof exports === 'object' && exports !== null && Object.keys(exports).some((k) => k.startsWith('.'));
  if (isSubpaths) return conditional(property(exports, subpath), conditions);
  return subpath === '.' ? conditional(exports, conditions) : [];
}

function conditional(target: unknown, conditions: readonly string[]): string[] {
  if (typeof target === 'string') return conditions.includes('default') ? [target] : [];
  if (Array.isArray(target)) return target.flatMap((entry) => conditional(entry, conditions));
  if (typeof target !== 'object' || target === null) return [];
  return Object.entries(target).flatMap(([condition, below]) => {
    if (!conditions.includes(condition)) return [];
    return conditional(below, [...conditions, 'default']);
  });
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
