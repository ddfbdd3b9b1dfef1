import type { InferredOptionTypes, Options, PositionalOptions } from 'yargs';
import type { ExitCode } from './exit-code.ts';
import type { Session } from './session.ts';

/** A command line that works as it stands, and what it does. */
export type Example = readonly [line: string, does: string];

/** One command as data: main.ts makes a yargs CommandModule of it, tests hold docs/cli.md against it. */
export interface Command {
  /** Name and positionals as yargs writes them: `switch <profile>`. */
  readonly usage: string;
  readonly describe: string;
  readonly examples: readonly [Example, ...Example[]];
  readonly positionals: Readonly<Record<string, PositionalOptions>>;
  readonly options: Readonly<Record<string, Options>>;
  // What the arguments hold is known where the command is defined, and erased in a list of all.
  readonly run: (args: never, session: Session) => Promise<ExitCode>;
}

/** Commands under one word: `profiles list`. */
export interface CommandGroup {
  readonly usage: string;
  readonly describe: string;
  readonly commands: readonly Command[];
}

type Declared<T> = { readonly [name: string]: T };

export function defineCommand<
  P extends Declared<PositionalOptions> = Record<never, never>,
  O extends Declared<Options> = Record<never, never>,
>(command: {
  readonly usage: string;
  readonly describe: string;
  readonly examples: readonly [Example, ...Example[]];
  readonly positionals?: P;
  readonly options?: O;
  readonly run: (
    args: InferredOptionTypes<P> & InferredOptionTypes<O>,
    session: Session,
  ) => Promise<ExitCode>;
}): Command {
  return { positionals: {}, options: {}, ...command };
}

/** The word that calls it: `switch <profile>` → `switch`. */
export function commandName(command: { readonly usage: string }): string {
  return command.usage.split(' ')[0] ?? command.usage;
}
