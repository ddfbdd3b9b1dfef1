import {
  BotrcError,
  type ExchangePlugin,
  type NotifierPlugin,
  type PanelPlugin,
  type PluginKind,
  type PluginMeta,
  panelFlaw,
  plainText,
  type RiskRulePlugin,
  SDK_VERSION,
  type StrategyPlugin,
} from '../../sdk/index.ts';
import { PLUGIN_KINDS } from './manifest.ts';
import type { ResolvedPlugin } from './resolved.ts';
import { inRange } from './sdk-range.ts';

/** What the default export of a plugin of each kind is. */
export interface PluginKinds {
  readonly strategy: StrategyPlugin;
  readonly exchange: ExchangePlugin;
  readonly notifier: NotifierPlugin;
  readonly 'risk-rule': RiskRulePlugin;
  readonly panel: PanelPlugin;
}

const FUNCTIONS: Readonly<Record<PluginKind, readonly string[]>> = {
  strategy: ['subscribe', 'warmup', 'create'],
  exchange: ['create'],
  notifier: ['create'],
  'risk-rule': ['check'],
  panel: ['render'],
};

/**
 * Holds a module's default export against the plugin contract.
 * @throws BOTRC_PLUGIN_SHAPE, BOTRC_PLUGIN_KIND, BOTRC_PLUGIN_SDK
 */
export function verifyPlugin<K extends PluginKind>(
  exported: unknown,
  resolved: ResolvedPlugin<K>,
): PluginKinds[K] {
  const wrong = firstWrong(exported);
  if (wrong !== undefined) {
    throw new BotrcError('BOTRC_PLUGIN_SHAPE', `not a plugin: ${wrong.what}`, {
      found: wrong.found,
      where: resolved.entry,
      mend: 'Export what defineStrategy(), defineExchange(), defineNotifier(), defineRiskRule() or definePanel() returns as the default export.',
    });
  }
  const plugin = exported as PluginMeta;
  if (plugin.kind !== resolved.kind) {
    throw new BotrcError('BOTRC_PLUGIN_KIND', `"${plugin.name}" is not a plugin of kind ${resolved.kind}`, {
      found: plugin.kind,
      where: resolved.entry,
      mend: `Name a plugin of kind ${resolved.kind}, or name this one where a plugin of kind ${plugin.kind} belongs.`,
    });
  }
  const fits = inRange(SDK_VERSION, plugin.sdk);
  if (fits !== true) {
    const what = fits === false ? 'was written for another SDK' : 'states an SDK range that cannot be read';
    throw new BotrcError('BOTRC_PLUGIN_SDK', `"${plugin.name}" ${what}`, {
      found: `sdk ${plainText(plugin.sdk, 40)}`,
      where: resolved.entry,
      mend: `This botrc has SDK ${SDK_VERSION}: install a version of the plugin with a range such as ^1 that holds it.`,
    });
  }
  // Checked above: the kind is K, and so the export is what K says.
  return plugin as PluginKinds[K];
}

interface Wrong {
  readonly what: string;
  readonly found: string;
}

function firstWrong(exported: unknown): Wrong | undefined {
  if (!isRecord(exported)) return wrong('the default export is not an object', exported);
  const kind = PLUGIN_KINDS.find((k) => k === exported.kind);
  if (kind === undefined) return wrong(`kind is not one of ${PLUGIN_KINDS.join(', ')}`, exported.kind);
  if (!matches(exported.name, /^[a-z0-9-]{1,40}$/)) {
    return wrong('name is not 1 to 40 of a-z, 0-9 and "-"', exported.name);
  }
  if (!matches(exported.version, /^\d+\.\d+\.\d+([-+][\w.+-]+)?$/)) {
    return wrong('version is not a semver version', exported.version);
  }
  if (typeof exported.sdk !== 'string') return wrong('sdk is not a semver range', exported.sdk);
  if (!isSchema(exported.options)) {
    const what = 'options are not a Standard Schema v1 with Standard JSON Schema (zod 4.2 and later are)';
    return wrong(what, exported.options);
  }
  if (!isPermissions(exported.permissions))
    return wrong('permissions are not lists of text', exported.permissions);
  const flaw = kind === 'panel' ? panelFlaw(exported) : undefined;
  if (flaw !== undefined) return { what: `it cannot be a panel: ${flaw}`, found: String(exported.name) };
  const missing = FUNCTIONS[kind].find((name) => typeof exported[name] !== 'function');
  return missing === undefined ? undefined : wrong(`${missing} is not a function`, exported[missing]);
}

function wrong(what: string, found: unknown): Wrong {
  return { what, found: typeof found === 'string' ? JSON.stringify(plainText(found, 40)) : typeof found };
}

function isSchema(value: unknown): boolean {
  // A schema may be a function with properties, as some libraries have it.
  const holder = isRecord(value) || typeof value === 'function' ? (value as Record<string, unknown>) : {};
  const standard = holder['~standard'];
  if (!isRecord(standard) || !isRecord(standard.jsonSchema)) return false;
  return (
    standard.version === 1 &&
    typeof standard.validate === 'function' &&
    typeof standard.jsonSchema.input === 'function'
  );
}

function isPermissions(value: unknown): boolean {
  return (
    isRecord(value) &&
    Object.values(value).every(
      (list) => Array.isArray(list) && list.every((item) => typeof item === 'string'),
    )
  );
}

function matches(value: unknown, pattern: RegExp): value is string {
  return typeof value === 'string' && pattern.test(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
