import { BotrcError, plainText } from '../../sdk/index.ts';
import { isList, isMap, type Located, type Origin, pathText } from './located.ts';
import { parseYaml } from './yaml.ts';

/**
 * Lays `path=value` overrides (`--set`) over a profile, in order. The path is dotted, list entries by their index
 * from 0 (one past the last appends); the value is YAML: `risk.maxPositions=2`, `instruments=[BTCUSDT]`.
 * Keys on the way are made where they are missing; whether they may be there is the schema's business.
 * @throws BOTRC_CONFIG_SET
 */
export function applyOverrides(root: Located, overrides: readonly string[]): Located {
  return overrides.reduce(applyOne, root);
}

function applyOne(root: Located, text: string): Located {
  const equals = text.indexOf('=');
  const path = text.slice(0, Math.max(0, equals)).trim();
  const keys = path.split('.');
  if (equals < 0 || keys.some((key) => key === '' || key === '__proto__')) {
    throw refused('an override is not path=value', plainText(equals < 0 ? text : path, 60), '--set');
  }
  const where = `--set ${plainText(path, 80)}`;
  if (path === 'extends') {
    throw refused('extends cannot be overridden: it was followed already', 'extends', where);
  }
  const origin: Origin = { kind: 'set', path };
  const value = parseYaml(text.slice(equals + 1), {
    code: 'BOTRC_CONFIG_SET',
    origin: () => origin,
    where: () => where,
  });
  return placed(root, keys, 0, value, where);
}

function placed(
  node: Located | undefined,
  keys: readonly string[],
  depth: number,
  value: Located,
  where: string,
): Located {
  const key = keys[depth];
  if (key === undefined) return { ...value, keyOrigin: value.origin };
  const below = (entry: Located | undefined): Located => placed(entry, keys, depth + 1, value, where);
  if (isList(node)) {
    const index = /^\d{1,6}$/.test(key) ? Number(key) : Number.NaN;
    if (!(index <= node.value.length)) {
      const list = pathText(keys.slice(0, depth));
      throw refused(
        `${list} is a list with ${node.value.length} entries`,
        `index ${plainText(key, 20)}`,
        where,
      );
    }
    const items = [...node.value];
    items[index] = below(items[index]);
    return { ...node, value: items };
  }
  if (node === undefined || node.value === null || isMap(node)) {
    const entries = isMap(node) ? node.value : [];
    const map = new Map(entries);
    map.set(key, below(map.get(key)));
    return node === undefined || node.value === null
      ? { origin: value.origin, keyOrigin: node?.keyOrigin ?? value.origin, value: map }
      : { ...node, value: map };
  }
  throw refused(`${pathText(keys.slice(0, depth))} has no keys below it`, plainText(key, 40), where);
}

function refused(message: string, found: string, where: string): BotrcError {
  return new BotrcError('BOTRC_CONFIG_SET', message, {
    found,
    where,
    mend: 'Write --set path=value, for example --set risk.maxPositions=2 or --set strategies.0.riskShare=0.5.',
  });
}
