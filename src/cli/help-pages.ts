import { parseArguments } from './arguments.ts';
import { type Command, type CommandGroup, commandName } from './command.ts';

/** The first word that makes `bot` print every page of its help as one JSON document. The build keeps it. */
export const HELP_PAGES = '--help-pages';

/**
 * What the parser prints for each command line that asks for help, by its words. bin/bot.js prints
 * these without loading anything: the parser alone takes as long to load as three Nodes to start.
 */
export async function helpPages(
  commands: readonly (Command | CommandGroup)[],
  version: string,
): Promise<Readonly<Record<string, string>>> {
  const pages: Record<string, string> = {};
  for (const words of questions(commands)) {
    const request = await parseArguments(words, commands, version);
    if (request.kind === 'text') pages[words.join(' ')] = request.text;
  }
  return pages;
}

function questions(commands: readonly (Command | CommandGroup)[]): readonly (readonly string[])[] {
  const paths = commands.flatMap((entry) => {
    const path = [commandName(entry)];
    return 'run' in entry ? [path] : [path, ...entry.commands.map((one) => [...path, commandName(one)])];
  });
  return [['--help'], ...paths.map((path) => [...path, '--help'])];
}
