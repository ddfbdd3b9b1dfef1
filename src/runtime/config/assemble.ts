import { BotrcError, type PluginKind, plainText } from '../../sdk/index.ts';
import type { ResolvedPlugin } from '../plugins/resolved.ts';
import { type ConfigPath, deepestAt, type Located, pathText } from './located.ts';
import { suggestion } from './nearest.ts';
import { defaultOwner, optionsAt, type PluginPlace } from './plugin-places.ts';
import type { ResolvedProfile } from './profile.ts';
import type { ProfileShape } from './profile-schema.ts';
import type { WhereText } from './shape.ts';

/** The profile from its checked parts. Every place must have its plugin. */
export function assemble(
  name: string,
  shape: ProfileShape,
  places: readonly PluginPlace[],
  root: Located,
): ResolvedProfile {
  const { extends: _, ...rest } = shape;
  const use = <K extends PluginKind>(
    kind: K,
    path: ConfigPath,
  ): { resolved: ResolvedPlugin<K>; options: Options } => {
    const place = placeAt(places, path);
    if (place?.resolved.kind !== kind)
      throw new BotrcError('BOTRC_INTERNAL', `no plugin at ${pathText(path)}`);
    return { resolved: { ...place.resolved, kind }, options: optionsAt(root, place.optionsPath) };
  };
  return {
    ...rest,
    name,
    description: plainText(shape.description),
    seed: shape.seed ?? name,
    exchange: { plugin: shape.exchange.plugin, ...use('exchange', ['exchange']) },
    strategies: shape.strategies.map((strategy, i) => {
      const { resolved, options } = use('strategy', ['strategies', i]);
      return {
        name: ownerOf(shape, places, i) ?? resolved.name,
        plugin: strategy.plugin,
        resolved,
        instruments: strategy.instruments ?? shape.instruments,
        params: options,
        riskShare: strategy.riskShare,
        enabled: strategy.enabled,
      };
    }),
    risk: {
      ...shape.risk,
      rules: shape.risk.rules.map(({ plugin }, i) => {
        const { resolved, options } = use('risk-rule', ['risk', 'rules', i]);
        return { plugin, resolved, params: options };
      }),
    },
    notifiers: shape.notifiers.map(({ plugin, level }, i) => ({
      plugin,
      level,
      ...use('notifier', ['notifiers', i]),
    })),
    panels: shape.panels.map(({ plugin }, i) => {
      const { resolved, options } = use('panel', ['panels', i]);
      const before = shape.panels.slice(0, i).filter((other) => other.plugin === plugin).length;
      const name = before === 0 ? resolved.name : `${resolved.name}-${before + 1}`;
      return { name, plugin, resolved, params: options };
    }),
  };
}

type Options = Readonly<Record<string, unknown>>;

/** What no schema of one value can see: instruments of strategies, and names that must differ. */
export function crossErrors(
  shape: ProfileShape,
  places: readonly PluginPlace[],
  root: Located,
  where: WhereText,
): readonly BotrcError[] {
  const errors: BotrcError[] = [];
  const refuse = (path: ConfigPath, message: string, found: string, mend: string): void => {
    const place = where(deepestAt(root, path).origin);
    errors.push(
      new BotrcError('BOTRC_CONFIG_VALUE', `${pathText(path)}: ${message}`, { found, where: place, mend }),
    );
  };
  const owners = new Map<string, number>();
  for (const [i, strategy] of shape.strategies.entries()) {
    for (const [n, id] of (strategy.instruments ?? []).entries()) {
      if (shape.instruments.includes(id)) continue;
      const mend = suggestion(id, shape.instruments, 'instruments of the profile');
      refuse(['strategies', i, 'instruments', n], 'expected an instrument of the profile', id, mend);
    }
    const owner = ownerOf(shape, places, i);
    if (owner === undefined) continue;
    const other = owners.get(owner);
    owners.set(owner, i);
    if (other === undefined) continue;
    const mend = 'Give each strategy a name of its own.';
    refuse(['strategies', i, 'name'], `strategies.${other} has this name too`, owner, mend);
  }
  return errors;
}

/** The strategy's name, by default its plugin's short name; undefined while the plugin is not found. */
function ownerOf(shape: ProfileShape, places: readonly PluginPlace[], index: number): string | undefined {
  const place = placeAt(places, ['strategies', index]);
  return shape.strategies[index]?.name ?? (place && defaultOwner(place.resolved));
}

function placeAt(places: readonly PluginPlace[], path: ConfigPath): PluginPlace | undefined {
  return places.find((place) => pathText(place.path) === pathText(path));
}
