import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, extname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BotrcError, type PluginKind, plainText } from '../../sdk/index.ts';
import { userPath } from '../config/folders.ts';
import { suggestion } from '../config/nearest.ts';
import {
  type InstalledPlugin,
  installedPlugin,
  installedPlugins,
  type PluginSearch,
  pluginFolders,
} from './installed.ts';
import { entryOf, readManifest, shortName } from './manifest.ts';
import type { ResolvedPlugin } from './resolved.ts';

export interface PluginRequest<K extends PluginKind = PluginKind> extends PluginSearch {
  readonly kind: K;
  /** Short name, package name, or path of a file or folder; a relative path is below one of `from`, in order. */
  readonly ref: string;
  /** Where the ref was written, for errors: `profiles/demo.yml:4:3`. */
  readonly where?: string;
}

const MODULES = ['.ts', '.mts', '.js', '.mjs'];

/**
 * Finds a plugin without importing it. A short name is looked up among the project's packages (its node_modules and
 * those above), then in the user's plugin folder, then among botrc's own.
 * @throws BOTRC_PLUGIN_NOT_FOUND; BOTRC_PLUGIN_KIND where a package says that it is of another kind;
 *         BOTRC_PLUGIN_SHAPE where its package.json is broken.
 */
export function resolvePlugin<K extends PluginKind>(request: PluginRequest<K>): ResolvedPlugin<K> {
  const { kind, ref } = request;
  const found = isPath(ref) ? atPath(request) : byName(request);
  if (found.kind !== kind) {
    throw new BotrcError('BOTRC_PLUGIN_KIND', `"${plainText(ref, 80)}" is not a plugin of kind ${kind}`, {
      found: found.kind,
      ...place(request),
      mend: `Name a plugin of kind ${kind} here.`,
    });
  }
  return { ...found, kind };
}

/** True for the path of a file or folder, false for a name. */
export function isPath(ref: string): boolean {
  return (
    ref.startsWith('.') ||
    ref.startsWith('~/') ||
    ref.startsWith('file:') ||
    isAbsolute(ref) ||
    (ref.includes('/') && !ref.startsWith('@')) ||
    MODULES.includes(extname(ref))
  );
}

function atPath(request: PluginRequest): ResolvedPlugin {
  const { kind, ref } = request;
  const places = ref.startsWith('file:')
    ? [fileURLToPath(ref)]
    : [...new Set(request.from.map((base) => userPath(ref, base, process.env)))];
  const written = places.find((path) => existsSync(path));
  if (written === undefined) {
    throw notFound(request, 'there is no such file or folder', `Looked at ${places.join(' and ')}.`);
  }
  const path = realpathSync(written);
  if (!statSync(path).isDirectory()) {
    const named = /^index\./.test(basename(path)) ? basename(dirname(path)) : basename(path);
    return { kind, name: shortName(named), version: null, package: null, path, entry: path, source: 'path' };
  }
  const installed = installedPlugin(path, 'path');
  if (installed !== undefined) return withEntry(request, installed);
  const entry = entryOf(path, readManifest(path));
  if (entry === undefined)
    throw notFound(request, 'the folder has no module to import', `Looked in ${path}.`);
  return { kind, name: shortName(basename(path)), version: null, package: null, path, entry, source: 'path' };
}

function byName(request: PluginRequest): ResolvedPlugin {
  const { kind, ref } = request;
  const installed = installedPlugins(request);
  const named =
    installed.find((p) => p.package === ref) ??
    firstOf(
      request,
      installed.filter((p) => p.kind === kind && p.name === ref),
    );
  if (named !== undefined) return withEntry(request, named);
  // Any other package may be a plugin too, under its full name.
  for (const { folder, source } of pluginFolders(request)) {
    const path = join(folder, ref);
    if (source === 'bundled' || !existsSync(join(path, 'package.json'))) continue;
    const manifest = readManifest(path);
    const entry = entryOf(path, manifest);
    if (entry === undefined)
      throw notFound(request, 'the package has no module to import', `Looked in ${path}.`);
    const version = manifest?.version ?? null;
    return { kind, name: shortName(ref), version, package: ref, path: realpathSync(path), entry, source };
  }
  const names = installed.filter((p) => p.kind === kind).map((p) => p.name);
  const folders = pluginFolders(request).filter(({ folder }) => existsSync(folder));
  throw notFound(
    request,
    `there is no such ${kind} plugin`,
    `${suggestion(ref, new Set(names), `${kind} plugins`)} Looked in ${folders.map(({ folder }) => folder).join(', ')}.`,
  );
}

/** The one to take of those with one name: the first folder wins, but two foreign scopes in it are a question. */
function firstOf(request: PluginRequest, same: readonly InstalledPlugin[]): InstalledPlugin | undefined {
  const rank = (p: InstalledPlugin): number =>
    p.package.startsWith('@botrc/') ? 0 : p.package.startsWith('@') ? 2 : 1;
  const [first] = same;
  const [best, second] = same.filter((p) => p.source === first?.source).sort((a, b) => rank(a) - rank(b));
  if (best !== undefined && second !== undefined && rank(best) === 2) {
    throw notFound(
      request,
      'several packages have this short name',
      `Write the package's whole name: ${best.package} or ${second.package}.`,
    );
  }
  return best;
}

function withEntry(request: PluginRequest, plugin: InstalledPlugin): ResolvedPlugin {
  const { entry } = plugin;
  if (entry !== null) return { ...plugin, entry };
  throw notFound(
    request,
    `${plugin.package} is there, but not the module that its package.json names`,
    `Install or build it again; it lies in ${plugin.path}.`,
  );
}

function place(request: PluginRequest): { readonly where?: string } {
  return request.where === undefined ? {} : { where: request.where };
}

function notFound(request: PluginRequest, message: string, mend: string): BotrcError {
  return new BotrcError('BOTRC_PLUGIN_NOT_FOUND', message, {
    found: plainText(request.ref, 100),
    ...place(request),
    mend,
  });
}
