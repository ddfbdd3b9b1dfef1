import yargs, { type Argv, type CommandModule } from 'yargs';
import { BotrcError } from '../sdk/index.ts';
import { type Command, type CommandGroup, commandName } from './command.ts';
import { SESSION_OPTIONS } from './session.ts';
import { usageError } from './usage-error.ts';

/** What the command line asks for. */
export type Request =
  /** Help, version or completions: to be printed. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'command'; readonly command: Command; readonly args: Readonly<Record<string, unknown>> };

/**
 * Reads the command line. Runs nothing.
 * @throws BOTRC_USAGE, with the nearest name for a misspelt one
 */
export async function parseArguments(
  argv: readonly string[],
  commands: readonly (Command | CommandGroup)[],
  version: string,
): Promise<Request> {
  let text = '';
  const asked: { request?: Request } = {};
  const ask = (command: Command, args: Readonly<Record<string, unknown>>): void => {
    asked.request = { kind: 'command', command, args };
  };
  const parser = parserOf(commands, version, ask);
  parser.fail((message, error) => {
    // Where yargs throws by itself, its message is in the error.
    if (error !== undefined && error.name !== 'YError') throw error;
    throw usageError(message ?? error.message, argv, commands);
  });
  await parser.parseAsync([...argv], {}, (_error, _args, output) => {
    text = output;
  });
  const { request } = asked;
  if (request === undefined) return { kind: 'text', text };
  if (request.kind === 'command') refuseRepeats(request.command, request.args);
  return request;
}

/** The parser itself; completion scripts are made from it. */
export function parserOf(
  commands: readonly (Command | CommandGroup)[],
  version: string,
  ask: (command: Command, args: Readonly<Record<string, unknown>>) => void,
): Argv {
  const parser = yargs()
    .scriptName('bot')
    .usage('$0 <command>\n\nA plugin-based trading bot framework for the terminal.')
    .locale('en')
    .parserConfiguration({
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
    })
    .strict()
    .demandCommand(1, 'a command is missing')
    .options(SESSION_OPTIONS)
    .version(version)
    .wrap(110)
    .epilogue('Each command has --help with examples. Exit codes and files: docs/cli.md')
    .example('bot start --profile demo', 'watch a bot trade on a synthetic market')
    .example('bot status', 'what the running bot does');
  for (const entry of commands)
    parser.command('run' in entry ? moduleOf(entry, ask) : groupModule(entry, ask));
  return parser;
}

function moduleOf(
  command: Command,
  ask: (command: Command, args: Readonly<Record<string, unknown>>) => void,
  group = '',
): CommandModule {
  return {
    command: command.usage,
    describe: command.describe,
    builder: (y: Argv) => {
      y.usage(`$0 ${group}${command.usage}\n\n${command.describe}`)
        .options({ ...command.options })
        .group(Object.keys(command.options), 'Options:')
        .group([...Object.keys(SESSION_OPTIONS), 'help', 'version'], 'Everywhere:')
        .epilogue('');
      for (const [name, positional] of Object.entries(command.positionals)) y.positional(name, positional);
      for (const [line, does] of command.examples) y.example(line, does);
      return y;
    },
    handler: (args) => ask(command, args),
  };
}

function groupModule(
  group: CommandGroup,
  ask: (command: Command, args: Readonly<Record<string, unknown>>) => void,
): CommandModule {
  const name = commandName(group);
  return {
    command: name,
    describe: group.describe,
    builder: (y: Argv) => {
      for (const command of group.commands) {
        y.command(moduleOf(command, ask, `${name} `));
        for (const [line, does] of command.examples) y.example(line, does);
      }
      return y.epilogue('').demandCommand(1, 'a command is missing');
    },
    handler: () => undefined,
  };
}

/** yargs turns a repeated option into a list; only `--set` and those that say so are meant to be one. */
function refuseRepeats(command: Command, args: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(args)) {
    const isList = name === '_' || name === 'set' || command.options[name]?.array === true;
    if (!Array.isArray(value) || isList) continue;
    throw new BotrcError('BOTRC_USAGE', `--${name} is given more than once`, {
      found: value.map(String).join(', '),
      mend: 'Give it once.',
    });
  }
}
