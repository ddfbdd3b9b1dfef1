import type { PluginKind } from '../../sdk/index.ts';

/** A plugin that was found, not loaded yet. Plain data: it may be sent to a worker. */
export interface ResolvedPlugin<K extends PluginKind = PluginKind> {
  readonly kind: K;
  /** Short name by its package or file: `ema-cross`. */
  readonly name: string;
  /** By its package.json; null for a single file. */
  readonly version: string | null;
  /** Package name; null for a single file or a folder without package.json. */
  readonly package: string | null;
  /** The package's folder, or the file. Absolute, links followed. */
  readonly path: string;
  /** The module to import. Absolute. */
  readonly entry: string;
  readonly source: PluginSource;
}

/** Where it was found: named by its path, in the project, in the user's plugin folder, or part of botrc. */
export type PluginSource = 'path' | 'project' | 'user' | 'bundled';
