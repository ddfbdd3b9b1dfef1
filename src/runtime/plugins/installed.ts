import { type Dirent, existsSync, readdirSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, sep } from 'node:path';
import { BotrcError } from '../../sdk/index.ts';
import { entryOf, namedPlugin, PLUGIN_KINDS, readManifest, shortName } from './manifest.ts';
import { PACKAGE_ROOT } from './package-root.ts';
import type { PluginSource, ResolvedPlugin } from './resolved.ts';

/** Where plugins are looked for. */
export interface PluginSearch {
  /** Absolute folders of the project: their node_modules, and those of the folders above. */
  readonly from: readonly string[];
  /** The user's plugin folder: `pluginsFolder` of the settings. */
  readonly pluginsFolder: string;
}

/** A package whose name says that it is a plugin; `entry` is null where its files are missing, as before a build. */
export interface InstalledPlugin extends Omit<ResolvedPlugin, 'entry'> {
  readonly package: string;
  readonly entry: string | null;
}

/**
 * Every plugin that can be named, by its package.json alone: nothing is imported. The project's come first, then the
 * user's, then botrc's own; a package that is reached in two ways is listed once.
 */
export function installedPlugins(search: PluginSearch): readonly InstalledPlugin[] {
  const found = new Map<string, InstalledPlugin>();
  for (const { folder, source } of pluginFolders(search)) {
    for (const { name, path } of packagesIn(folder)) {
      // Under node_modules the folder is the package's name, so that only plugins are opened.
      const named = namedPlugin(name);
      if ((source !== 'bundled' && named === undefined) || !existsSync(path)) continue;
      const plugin = readablePlugin(realpathSync(path), source) ?? brokenPlugin(name, path, source);
      if (plugin !== undefined && !found.has(plugin.path)) found.set(plugin.path, plugin);
    }
  }
  return [...found.values()];
}

/** One package that cannot be read must not hide the others. */
function readablePlugin(path: string, source: PluginSource): InstalledPlugin | undefined {
  try {
    return installedPlugin(path, source);
  } catch (error) {
    if (error instanceof BotrcError) return undefined;
    throw error;
  }
}

function brokenPlugin(packageName: string, path: string, source: PluginSource): InstalledPlugin | undefined {
  const named = namedPlugin(packageName);
  return named && { ...named, version: null, package: packageName, path, entry: null, source };
}

/** The package in a folder, where it is a plugin. @throws BOTRC_PLUGIN_SHAPE where its package.json is broken. */
export function installedPlugin(path: string, source: PluginSource): InstalledPlugin | undefined {
  const manifest = readManifest(path);
  if (manifest?.name == null) return undefined;
  const named = namedPlugin(manifest.name);
  const kind = named?.kind ?? PLUGIN_KINDS.find((k) => k === manifest.kind);
  if (kind === undefined) return undefined;
  return {
    kind,
    name: named?.name ?? shortName(manifest.name),
    version: manifest.version,
    package: manifest.name,
    path,
    entry: entryOf(path, manifest) ?? null,
    // A clone links botrc's own packages into its node_modules.
    source: isBundled(path) ? 'bundled' : source,
  };
}

function isBundled(path: string): boolean {
  return ['plugins', 'strategies'].some((folder) => path.startsWith(join(PACKAGE_ROOT, folder) + sep));
}

/** The folders whose packages are looked at, in order; existing or not. */
export function pluginFolders(
  search: PluginSearch,
): readonly { readonly folder: string; readonly source: PluginSource }[] {
  const project = search.from.flatMap(
    (folder) => createRequire(join(folder, 'noop.js')).resolve.paths('noop') ?? [],
  );
  const user = join(search.pluginsFolder, 'node_modules');
  return [
    ...[...new Set(project)]
      .filter((folder) => folder.endsWith('node_modules') && folder !== user)
      .map((folder) => ({ folder, source: 'project' as const })),
    { folder: user, source: 'user' },
    { folder: join(PACKAGE_ROOT, 'plugins'), source: 'bundled' },
    { folder: join(PACKAGE_ROOT, 'strategies'), source: 'bundled' },
  ];
}

/** Folders right below, and those in scopes, that may hold a package; `name` is the path from there. */
function packagesIn(folder: string): { readonly name: string; readonly path: string }[] {
  return entries(folder).flatMap(({ name }) => {
    if (!name.startsWith('@')) return [{ name, path: join(folder, name) }];
    return entries(join(folder, name)).map((entry) => ({
      name: `${name}/${entry.name}`,
      path: join(folder, name, entry.name),
    }));
  });
}

function entries(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    // A folder that is not there, or may not be read, offers nothing.
    if (error instanceof Error && 'code' in error) return [];
    throw error;
  }
}
