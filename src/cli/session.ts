import type { Options } from 'yargs';
import type { Output } from './output.ts';

/** Where a command runs and how it speaks: what every command has in common. */
export interface Session {
  readonly output: Output;
  /** One JSON document on stdout and nothing else there. */
  readonly json: boolean;
  readonly verbose: boolean;
  /** `--no-color` was given. */
  readonly noColor: boolean;
  /** `--home` as given. Use `homeOf`. */
  readonly home: string | undefined;
  /** `--name`: which bot. */
  readonly name: string | undefined;
  /** `--set path=value`, in order. */
  readonly set: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

type SessionOption = 'home' | 'name' | 'set' | 'json' | 'no-color' | 'verbose';

/** The options that every command has. */
export const SESSION_OPTIONS: Readonly<Record<SessionOption, Options>> = {
  home: {
    type: 'string',
    requiresArg: true,
    describe: 'Data directory (default: $BOTRC_HOME, else $XDG_STATE_HOME/botrc)',
  },
  name: { type: 'string', requiresArg: true, describe: "Which bot (default: the profile's name)" },
  set: { type: 'string', array: true, nargs: 1, describe: 'Override one profile value: path=value' },
  json: { type: 'boolean', describe: 'One JSON document on stdout' },
  'no-color': { type: 'boolean', describe: 'No colours (also: NO_COLOR)' },
  verbose: { type: 'boolean', describe: 'More about failures; with start, more in the log' },
};

/** Where colours may be shown: a capable terminal whose user did not decline. */
export function wantsColor(
  stream: { readonly isTTY?: boolean },
  env: NodeJS.ProcessEnv,
  declined: boolean,
): boolean {
  return stream.isTTY === true && !declined && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb';
}
