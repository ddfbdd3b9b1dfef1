import { pathToFileURL } from 'node:url';
import { BotrcError, type PluginKind, type PluginMeta, plainText } from '../../sdk/index.ts';
import type { SecretSet } from '../config/secrets.ts';
import type { ResolvedPlugin } from './resolved.ts';
import { registerSdkHook } from './sdk-hook.ts';
import { type PluginKinds, verifyPlugin } from './verify.ts';

/**
 * Imports a plugin and verifies it. Strategies are imported inside a host only.
 * @throws BOTRC_PLUGIN_IMPORT, BOTRC_PLUGIN_SHAPE, BOTRC_PLUGIN_KIND, BOTRC_PLUGIN_SDK
 */
export async function loadPlugin<K extends PluginKind>(resolved: ResolvedPlugin<K>): Promise<PluginKinds[K]> {
  registerSdkHook();
  let module: { readonly default?: unknown };
  try {
    module = await import(/* @vite-ignore */ pathToFileURL(resolved.entry).href);
  } catch (error) {
    throw new BotrcError(
      'BOTRC_PLUGIN_IMPORT',
      `the plugin "${resolved.name}" cannot be imported: ${plainText(messageOf(error), 300)}`,
      { where: resolved.entry, mend: importMend(error) },
      error,
    );
  }
  return verifyPlugin(module.default, resolved);
}

/**
 * What a plugin's `create` returns.
 * @param create calls it: `() => plugin.create(options, context)`.
 * @param where the module, for the error.
 * @param secrets removed from the message, in which a plugin may quote its options.
 * @throws BOTRC_PLUGIN_CREATE where it throws, returns a promise, or returns nothing.
 */
export function createChecked<T extends object>(
  plugin: PluginMeta,
  create: () => T,
  secrets?: SecretSet,
  where?: string,
): T {
  const refuse = (why: string, error?: unknown): BotrcError => {
    const clean = (text: string): string =>
      plainText(secrets === undefined ? text : secrets.redact(text), 300);
    const detail = error instanceof BotrcError ? error.detail : {};
    return new BotrcError(
      'BOTRC_PLUGIN_CREATE',
      `the ${plugin.kind} "${plugin.name}" could not be created: ${clean(why)}`,
      {
        ...(detail.found === undefined ? {} : { found: clean(detail.found) }),
        ...(where === undefined ? {} : { where }),
        mend: clean(detail.mend ?? 'Correct its options, or report it to its author.'),
      },
      // The cause is kept only where it cannot hold a secret: whoever prints it prints all of it.
      secrets === undefined || secrets.size === 0 ? error : undefined,
    );
  };
  let instance: unknown;
  try {
    instance = create();
  } catch (error) {
    throw refuse(messageOf(error), error);
  }
  if (typeof instance !== 'object' || instance === null) throw refuse(`create returned ${typeof instance}`);
  if ('then' in instance) {
    Promise.resolve(instance).catch(() => undefined);
    throw refuse('create returned a promise');
  }
  return instance as T;
}

function importMend(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING':
      return 'Node strips no types under node_modules: a published plugin must ship JavaScript. Build it.';
    case 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX':
      return 'Node only strips types: use no enums, namespaces or parameter properties, or build the plugin.';
    case 'ERR_MODULE_NOT_FOUND':
    case 'MODULE_NOT_FOUND':
      return 'Install what it imports beside it with npm.';
    default:
      return 'The module throws while it is imported: correct it, or report it to its author.';
  }
}

function messageOf(error: unknown): string {
  if (error instanceof BotrcError) return error.message;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
