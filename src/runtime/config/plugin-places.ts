import { dirname } from 'node:path';
import { BotrcError, type PluginKind } from '../../sdk/index.ts';
import type { PluginDescription } from '../plugins/description.ts';
import type { PluginInspector } from '../plugins/inspector.ts';
import { resolvePlugin } from '../plugins/resolve.ts';
import type { ResolvedPlugin } from '../plugins/resolved.ts';
import { at, type ConfigPath, child, deepestAt, type Located, originText, plain } from './located.ts';
import type { ProfileShape } from './profile-schema.ts';
import type { SecretSet } from './secrets.ts';
import type { Settings } from './settings.ts';

/** A place in a profile that names a plugin, with the plugin. */
export interface PluginPlace {
  /** Of the entry: `strategies.0`. */
  readonly path: ConfigPath;
  /** Of its options: `strategies.0.params`. */
  readonly optionsPath: ConfigPath;
  readonly resolved: ResolvedPlugin;
  readonly description: PluginDescription;
}

/** Finds and describes every plugin that a profile names. */
export async function findPlugins(
  shape: ProfileShape,
  root: Located,
  settings: Settings,
  inspector: PluginInspector,
): Promise<{ readonly places: readonly PluginPlace[]; readonly errors: readonly BotrcError[] }> {
  const places: PluginPlace[] = [];
  const errors: BotrcError[] = [];
  const find = async (kind: PluginKind, ref: string, path: ConfigPath, options: string): Promise<void> => {
    try {
      const node = child(at(root, path), 'plugin') ?? root;
      const resolved = pluginAt(kind, ref, node, settings);
      const description = await inspector.describe(resolved);
      places.push({ path, optionsPath: [...path, options], resolved, description });
    } catch (error) {
      if (!(error instanceof BotrcError)) throw error;
      errors.push(error);
    }
  };
  await find('exchange', shape.exchange.plugin, ['exchange'], 'options');
  for (const [i, use] of shape.strategies.entries())
    await find('strategy', use.plugin, ['strategies', i], 'params');
  for (const [i, use] of shape.notifiers.entries())
    await find('notifier', use.plugin, ['notifiers', i], 'options');
  for (const [i, use] of shape.panels.entries()) await find('panel', use.plugin, ['panels', i], 'params');
  for (const [i, use] of shape.risk.rules.entries())
    await find('risk-rule', use.plugin, ['risk', 'rules', i], 'params');
  return { places, errors };
}

/** The plugin that is named at a place of a profile: a path is relative to the file that it stands in. */
export function pluginAt<K extends PluginKind>(
  kind: K,
  ref: string,
  { origin }: Located,
  { cwd, pluginsFolder }: Settings,
): ResolvedPlugin<K> {
  const base = origin.kind === 'file' ? dirname(origin.file) : cwd;
  return resolvePlugin({ kind, ref, from: [base, cwd], pluginsFolder, where: originText(origin, cwd) });
}

/** The strategy's name where its entry has none: its plugin's short name. */
export function defaultOwner({ name }: ResolvedPlugin): string {
  return name.slice(0, 24).replace(/-+$/, '');
}

/** What the plugins find wrong with their options, at the places where they are written. */
export async function optionErrors(
  places: readonly PluginPlace[],
  root: Located,
  cwd: string,
  secrets: SecretSet,
  inspector: PluginInspector,
): Promise<readonly BotrcError[]> {
  const errors: BotrcError[] = [];
  for (const { resolved, optionsPath } of places) {
    for (const issue of await inspector.optionIssues(resolved, optionsAt(root, optionsPath))) {
      const path = [...optionsPath, ...issue.path];
      const node = at(root, path);
      const origin = (issue.wrong === 'key' ? node?.keyOrigin : node?.origin) ?? deepestAt(root, path).origin;
      errors.push(
        new BotrcError('BOTRC_PLUGIN_OPTIONS', `${path.join('.')}: ${secrets.redact(issue.message)}`, {
          where: originText(origin, cwd),
          mend: secrets.redact(issue.mend),
        }),
      );
    }
  }
  return errors;
}

/** Options as plain data; a profile that gives none gives an empty map. */
export function optionsAt(root: Located, path: ConfigPath): Readonly<Record<string, unknown>> {
  const node = at(root, path);
  return node === undefined ? {} : (plain(node) as Record<string, unknown>);
}

/** True for a path that a plugin declares as a secret among its options, and for what is below it. */
export function isSecretOf(places: readonly PluginPlace[], path: ConfigPath): boolean {
  return places.some(({ optionsPath, description }) =>
    (description.permissions.secrets ?? []).some((name) =>
      startsWith(path, [...optionsPath, ...name.split('.')]),
    ),
  );
}

function startsWith(path: ConfigPath, beginning: ConfigPath): boolean {
  return beginning.every((key, i) => String(key) === String(path[i]));
}
