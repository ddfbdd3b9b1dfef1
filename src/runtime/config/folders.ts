import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The user's home by the environment, so that a test or a service can move it. */
function userHome(env: Environment): string {
  return env.HOME || homedir();
}

/** A path as a person wrote it: `~/` is the user's home, anything relative is below `base`. */
export function userPath(path: string, base: string, env: Environment): string {
  if (path === '~' || path.startsWith('~/')) return join(userHome(env), path.slice(1));
  return resolve(base, path);
}

/** A base directory of the XDG specification, which ignores relative ones. */
export function xdgFolder(env: Environment, variable: keyof typeof XDG): string {
  const set = env[variable];
  if (set !== undefined && isAbsolute(set)) return set;
  return join(userHome(env), XDG[variable]);
}

const XDG = {
  XDG_CONFIG_HOME: '.config',
  XDG_STATE_HOME: '.local/state',
  XDG_DATA_HOME: '.local/share',
} as const;
