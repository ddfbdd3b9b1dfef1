import type { StrategyEdit } from '../../core/config.ts';
import { BotrcError, type Clock } from '../../sdk/index.ts';
import type { PluginDescription } from '../plugins/description.ts';
import { PluginInspector } from '../plugins/inspector.ts';
import { SecretStore } from '../secrets/store.ts';
import { applyEdits } from './apply-edits.ts';
import { assemble, crossErrors } from './assemble.ts';
import { fillSecrets, type SecretUse, secretNames } from './environment.ts';
import { type ConfigPath, type Origin, originText, pathText, walk } from './located.ts';
import { namedProfile } from './named-profile.ts';
import { applyOverrides } from './overrides.ts';
import { findPlugins, isSecretOf, optionErrors } from './plugin-places.ts';
import type { ResolvedProfile } from './profile.ts';
import { readChain } from './profile-chain.ts';
import { findProfile } from './profile-file.ts';
import { profileSchema } from './profile-schema.ts';
import { SecretSet } from './secrets.ts';
import { findSettings, type Place, type Settings } from './settings.ts';
import { checkShape } from './shape.ts';

export interface ProfileRequest extends Place {
  /** Name or path; default: `profile` of the .botrc. */
  readonly profile?: string | undefined;
  /** `path=value` overrides, in order. */
  readonly set?: readonly string[];
  /** What was changed of its strategies at run time (T-9), laid over all else. */
  readonly edits?: readonly StrategyEdit[];
  /** Bounds how long a plugin may take to describe itself; without it, for ever. */
  readonly clock?: Clock;
  /** Asks the plugins about themselves; whoever brings it closes it. Default: one of its own. */
  readonly inspector?: PluginInspector;
}

/** A profile with what is known about its making. */
export interface LoadedProfile extends ResolvedProfile {
  readonly settings: Settings;
  /** Absolute paths: the profile's own file first, then what it extends. */
  readonly files: readonly string[];
  /** Where each value was written, by its path (`strategies.0.params.fast`); what is not here is a default. */
  readonly origins: ReadonlyMap<string, Origin>;
  /** Every secret value: whatever is printed, logged or journaled passes through its `redact`. */
  readonly secrets: SecretSet;
  /** Paths of the values that are secrets. */
  readonly secretPaths: ReadonlySet<string>;
  /** Which secrets it was given, and for what; not their values. */
  readonly secretUses: readonly SecretUse[];
  /** What the plugins say of themselves, by the path of the entry (`exchange`, `strategies.0`). */
  readonly descriptions: ReadonlyMap<string, PluginDescription>;
  /** Overrides and edits that it was made with. */
  readonly set: readonly string[];
  readonly edits: readonly StrategyEdit[];
  /** What is allowed but unwise, as sentences. */
  readonly warnings: readonly string[];
}

/** All that is wrong with a profile, or the profile. */
export interface ProfileCheck {
  readonly profile: LoadedProfile | undefined;
  /** In the order in which to mend them; empty exactly where there is a profile. */
  readonly errors: readonly BotrcError[];
}

/**
 * Finds a profile, lays it over what it extends, applies overrides, fills in secrets and defaults, and holds it and
 * every plugin's options against their schemas. Nothing is started or written.
 * @throws the first error of `validateProfile`; `detail.data.more` counts the others.
 */
export async function resolveProfile(request: ProfileRequest): Promise<LoadedProfile> {
  const { profile, errors } = await validateProfile(request);
  if (profile !== undefined) return profile;
  const [first, ...others] = errors;
  if (first === undefined || others.length === 0) throw first;
  throw new BotrcError(
    first.code,
    first.message,
    { ...first.detail, data: { ...first.detail.data, more: others.length } },
    first,
  );
}

/** As `resolveProfile`, but with every error: BOTRC_CONFIG_*, BOTRC_PROFILE_*, BOTRC_PLUGIN_*. */
export async function validateProfile(request: ProfileRequest): Promise<ProfileCheck> {
  const { clock } = request;
  const inspector = request.inspector ?? new PluginInspector(clock === undefined ? undefined : { clock });
  try {
    return await load(request, inspector);
  } catch (error) {
    if (error instanceof BotrcError) return { profile: undefined, errors: [error] };
    throw error;
  } finally {
    if (inspector !== request.inspector) await inspector.close();
  }
}

async function load(request: ProfileRequest, inspector: PluginInspector): Promise<ProfileCheck> {
  const settings = await findSettings(request);
  const file = await findProfile(namedProfile(request, settings), settings, settings.cwd);
  const chain = await readChain(file, settings);
  const { set = [], edits = [] } = request;
  const written = applyEdits(applyOverrides(chain.root, set), edits, settings);
  const where = (origin: Origin): string => originText(origin, settings.cwd);

  const { value: shape, errors: shapeErrors } = checkShape(profileSchema, written, where);
  if (shape === undefined) return { profile: undefined, errors: shapeErrors };

  const { places, errors: pluginErrors } = await findPlugins(shape, written, settings, inspector);
  const wrong = [...pluginErrors, ...crossErrors(shape, places, written, where)];
  // Which options are secrets is known once every plugin is.
  if (pluginErrors.length > 0) return { profile: undefined, errors: wrong };

  const secrets = new SecretSet();
  const isSecret = (path: ConfigPath): boolean => isSecretOf(places, path);
  const { env } = settings;
  const names = secretNames(written, isSecret).filter((name) => !env[name]);
  const kept = await new SecretStore(env, settings.cwd).open(names);
  const filled = fillSecrets(written, { env, kept, isSecret, secrets }, where);
  wrong.push(...filled.errors);
  if (filled.errors.length === 0) {
    wrong.push(...(await optionErrors(places, filled.root, settings.cwd, secrets, inspector)));
  }
  if (wrong.length > 0) return { profile: undefined, errors: wrong };

  const nodes = [...walk(filled.root)].map(([path, node]) => [pathText(path), node, isSecret(path)] as const);
  const profile: LoadedProfile = {
    ...assemble(file.name, shape, places, filled.root),
    settings,
    files: chain.files,
    origins: new Map(nodes.map(([path, node]) => [path, node.origin])),
    secrets,
    secretPaths: new Set(nodes.filter(([, , hidden]) => hidden).map(([path]) => path)),
    set,
    edits,
    secretUses: filled.uses,
    descriptions: new Map(places.map((place) => [pathText(place.path), place.description])),
    warnings: filled.written.map(
      (path) =>
        `${pathText(path)} is a secret that is written out: put it into the environment and write \${NAME}.`,
    ),
  };
  return { profile, errors: [] };
}
