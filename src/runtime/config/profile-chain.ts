import { dirname } from 'node:path';
import { BotrcError } from '../../sdk/index.ts';
import { child, foundText, isMap, type Located, originText } from './located.ts';
import { mergeLocated } from './merge.ts';
import { findProfile, type ProfileFile, readProfile } from './profile-file.ts';
import type { Settings } from './settings.ts';

/** A profile laid over all that it extends. */
export interface ProfileChain {
  readonly root: Located;
  /** The profile's own file first, then what it extends, outwards. */
  readonly files: readonly string[];
}

/**
 * Reads a profile and, by `extends`, those below it.
 * @throws BOTRC_CONFIG_SYNTAX, BOTRC_CONFIG_TYPE, BOTRC_PROFILE_UNKNOWN, BOTRC_PROFILE_CYCLE
 */
export async function readChain(file: ProfileFile, settings: Settings): Promise<ProfileChain> {
  const layers: Located[] = [];
  const seen: ProfileFile[] = [];
  for (let next: ProfileFile | undefined = file; next !== undefined; ) {
    const current: ProfileFile = next;
    seen.push(current);
    const layer = await readProfile(current, settings.cwd);
    if (!isMap(layer)) {
      throw new BotrcError('BOTRC_CONFIG_TYPE', 'a profile is a map of keys', {
        found: foundText(layer),
        where: originText(layer.origin, settings.cwd),
        mend: 'Begin with a line such as "exchange: { plugin: demo }".',
      });
    }
    layers.push(layer);
    next = await extended(layer, current, seen, settings);
  }
  // Only the profile's own `extends` is part of it.
  const root = layers.reduceRight((base, over) => mergeLocated(withoutExtends(base), over));
  return { root, files: seen.map((s) => s.path) };
}

async function extended(
  layer: Located,
  file: ProfileFile,
  seen: readonly ProfileFile[],
  settings: Settings,
): Promise<ProfileFile | undefined> {
  const node = child(layer, 'extends');
  if (node === undefined) return undefined;
  const where = originText(node.origin, settings.cwd);
  if (typeof node.value !== 'string') {
    throw new BotrcError('BOTRC_CONFIG_TYPE', 'extends: expected the name or path of one profile', { where });
  }
  const base = await findProfile(node.value, settings, dirname(file.path), where);
  if (seen.some((s) => s.path === base.path)) {
    throw new BotrcError('BOTRC_PROFILE_CYCLE', 'profiles extend each other in a circle', {
      found: [...seen, base].map((s) => s.name).join(' → '),
      where,
      mend: 'Remove one of the extends.',
    });
  }
  return base;
}

function withoutExtends(node: Located): Located {
  if (!isMap(node)) return node;
  return { ...node, value: new Map([...node.value].filter(([key]) => key !== 'extends')) };
}
