import { plainText } from '../../sdk/index.ts';
import type { JsonSchema } from '../plugins/known-keys.ts';
import { originText } from './located.ts';
import type { LoadedProfile } from './resolve-profile.ts';
import { SECRET_MASK } from './secrets.ts';

/** One line of `bot profiles show`. */
export interface ProfileValueRow {
  /** `strategies.0.params.fast` */
  readonly path: string;
  /** As text; a secret is `•••`. */
  readonly value: string;
  /** `profiles/demo.yml:12:3`, `--set mode`, `default`, or `default of ema-cross`. */
  readonly origin: string;
}

/** One value that differs; null where a profile does not have it. */
export interface ProfileDifference {
  readonly path: string;
  readonly from: string | null;
  readonly to: string | null;
}

/** Every value of a profile and where it came from, defaults of plugins included, in the order of the file format. */
export function describeProfile(profile: LoadedProfile): readonly ProfileValueRow[] {
  return leaves(profile).map(({ path, value, origin }) => ({
    path,
    value: profile.secretPaths.has(path) ? SECRET_MASK : shown(value),
    origin,
  }));
}

/** What would change from one profile to another. Two different secrets are `•••` and `••• (another)`. */
export function diffProfiles(from: LoadedProfile, to: LoadedProfile): readonly ProfileDifference[] {
  const before = new Map(leaves(from).map((leaf) => [leaf.path, leaf.value]));
  const after = new Map(leaves(to).map((leaf) => [leaf.path, leaf.value]));
  const text = (
    profile: LoadedProfile,
    values: ReadonlyMap<string, unknown>,
    path: string,
  ): string | null => {
    if (!values.has(path)) return null;
    return profile.secretPaths.has(path) ? SECRET_MASK : shown(values.get(path));
  };
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => JSON.stringify(before.get(path)) !== JSON.stringify(after.get(path)))
    .map((path) => {
      const [old, next] = [text(from, before, path), text(to, after, path)];
      return {
        path,
        from: old,
        to: old === SECRET_MASK && next === SECRET_MASK ? `${SECRET_MASK} (another)` : next,
      };
    });
}

interface Leaf {
  readonly path: string;
  readonly value: unknown;
  readonly origin: string;
}

function leaves(profile: LoadedProfile): readonly Leaf[] {
  const { description, mode, account, seed, instruments, paper, sizing, risk, envelope, host, timeZone } =
    profile;
  const options = (path: string, given: unknown): unknown => {
    const schema = profile.descriptions.get(path)?.optionsJsonSchema;
    return schema === undefined ? given : withDefaults(given, schema);
  };
  const values = {
    description,
    mode,
    account,
    seed,
    exchange: { plugin: profile.exchange.plugin, options: options('exchange', profile.exchange.options) },
    instruments,
    strategies: profile.strategies.map(({ resolved: _, ...use }, i) => ({
      ...use,
      params: options(`strategies.${i}`, use.params),
    })),
    paper,
    sizing,
    risk,
    envelope,
    notifiers: profile.notifiers.map(({ resolved: _, ...use }, i) => ({
      ...use,
      options: options(`notifiers.${i}`, use.options),
    })),
    panels: profile.panels.map(({ resolved: _, ...use }, i) => ({
      ...use,
      params: options(`panels.${i}`, use.params),
    })),
    host,
    timeZone,
  };
  return [...flatten(values, '')].map(([path, value]) => ({ path, value, origin: origin(profile, path) }));
}

function origin(profile: LoadedProfile, path: string): string {
  const written = profile.origins.get(path);
  if (written !== undefined) return originText(written, profile.settings.cwd);
  const [, use] = /^(exchange|(?:strategies|notifiers|panels)\.\d+)\.(?:options|params)\./.exec(path) ?? [];
  const plugin = use === undefined ? undefined : profile.descriptions.get(use);
  return plugin === undefined ? 'default' : `default of ${plugin.meta.name}`;
}

/** Options with what the plugin's JSON Schema fills in, in the schema's order. */
function withDefaults(given: unknown, schema: JsonSchema): unknown {
  if (!isRecord(given) || !isRecord(schema.properties)) return given;
  const filled: Record<string, unknown> = {};
  for (const [key, property] of Object.entries(schema.properties)) {
    if (!isRecord(property)) continue;
    if (key in given) filled[key] = withDefaults(given[key], property);
    else if ('default' in property) filled[key] = property.default;
  }
  return { ...filled, ...Object.fromEntries(Object.entries(given).filter(([key]) => !(key in filled))) };
}

/** Each value that has no keys below it; a list of plain values is one. */
function* flatten(value: unknown, path: string): Generator<[string, unknown]> {
  const isList = Array.isArray(value) && value.some(isRecord);
  const isMap = isRecord(value) && Object.keys(value).length > 0;
  if (!isList && !isMap) {
    yield [path, value];
    return;
  }
  for (const [key, entry] of Object.entries(value))
    yield* flatten(entry, path === '' ? key : `${path}.${key}`);
}

function shown(value: unknown): string {
  if (typeof value === 'string') return plainText(value);
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`;
  return plainText(JSON.stringify(value) ?? 'nothing');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
