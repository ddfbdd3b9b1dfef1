import { suggestion } from '../runtime/config/nearest.ts';
import { BotrcError, plainText } from '../sdk/index.ts';
import { type Command, type CommandGroup, commandName } from './command.ts';
import { SESSION_OPTIONS } from './session.ts';

/** yargs's word on a wrong command line as an error that says what was found and what was likely meant. */
export function usageError(
  message: string,
  argv: readonly string[],
  commands: readonly (Command | CommandGroup)[],
): BotrcError {
  const { path, group, command } = meant(argv, commands);
  const help = `See \`${[...path, '--help'].join(' ')}\`.`;
  const usage = (what: string, found: string, mend: string): BotrcError =>
    new BotrcError('BOTRC_USAGE', what, {
      ...(found === '' ? {} : { found: plainText(found) }),
      where: path.join(' '),
      mend,
    });
  const unknown = /^Unknown (?:argument|command)s?: (.*)$/s.exec(message)?.[1]?.split(', ')[0];
  if (unknown !== undefined && command === undefined) {
    const known = (group?.commands ?? commands).map(commandName);
    if (!isOption(unknown, argv))
      return usage('no such command', unknown, `${suggestion(unknown, known, 'commands')} ${help}`);
  }
  if (unknown !== undefined && isOption(unknown, argv)) {
    const known = [...Object.keys(SESSION_OPTIONS), ...visibleOptions(command), 'help', 'version'];
    const near = suggestion(unknown, known, 'options').replace(/"(.*)"/, '--$1');
    return usage('no such option', `--${unknown}`, `${near} ${help}`);
  }
  if (unknown !== undefined) return usage('an argument too many', unknown, help);
  if (message === 'a command is missing') {
    const known = (group?.commands ?? commands).map(commandName).join(', ');
    return usage(message, '', `Name one of: ${known}. ${help}`);
  }
  if (message.startsWith('Not enough non-option arguments')) {
    return usage(
      'an argument is missing',
      '',
      `Write \`bot ${group === undefined ? '' : `${commandName(group)} `}${command?.usage ?? ''}\`. ${help}`,
    );
  }
  const invalid = /Argument: ([\w-]+), Given: "(.*)", Choices: (.*)$/s.exec(message);
  if (invalid !== null) {
    const [, name = '', given = '', choices = ''] = invalid;
    const known = [...choices.matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? '');
    return usage(`${name} cannot be that`, given, `${suggestion(given, known, 'values')} ${help}`);
  }
  const bare = /^Not enough arguments following: ([\w-]+)/.exec(message)?.[1];
  if (bare !== undefined) return usage(`--${bare} needs a value`, '', help);
  return usage('the command line is not understood', message, help);
}

function isOption(name: string, argv: readonly string[]): boolean {
  return argv.some((word) => word === `--${name}` || word.startsWith(`--${name}=`) || word === `-${name}`);
}

function visibleOptions(command: Command | undefined): readonly string[] {
  return Object.entries(command?.options ?? {})
    .filter(([, option]) => option.hidden !== true)
    .map(([name]) => name);
}

/** The command that the words name, as far as they do. */
function meant(
  argv: readonly string[],
  commands: readonly (Command | CommandGroup)[],
): { path: readonly string[]; group?: CommandGroup; command?: Command } {
  const words = argv.filter((word) => !word.startsWith('-'));
  const first = words.find((word) => commands.some((one) => commandName(one) === word));
  const entry = commands.find((one) => commandName(one) === first);
  if (entry === undefined) return { path: ['bot'] };
  const name = commandName(entry);
  if ('run' in entry) return { path: ['bot', name], command: entry };
  const after = words.slice(words.indexOf(name) + 1);
  const command = entry.commands.find((one) => after[0] === commandName(one));
  if (command === undefined) return { path: ['bot', name], group: entry };
  return { path: ['bot', name, commandName(command)], group: entry, command };
}
