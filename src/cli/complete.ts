import type { Options } from 'yargs';
import { type Command, type CommandGroup, commandName } from './command.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { Output } from './output.ts';
import { SESSION_OPTIONS } from './session.ts';

/** Answers a completion script, one candidate a line. */
export async function printCompletions(
  words: readonly string[],
  commands: readonly (Command | CommandGroup)[],
  output: Output,
): Promise<ExitCode> {
  for (const candidate of await completions(words, commands, namesOfThisMachine)) output.line(candidate);
  return EXIT.done;
}

/** Names that only the machine knows. */
interface Names {
  profiles(): Promise<readonly string[]>;
  bots(): Promise<readonly string[]>;
}

/** What may stand where the last of `words` is being written. */
async function completions(
  words: readonly string[],
  commands: readonly (Command | CommandGroup)[],
  names: Names,
): Promise<readonly string[]> {
  const current = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const first = before.find((word) => commands.some((one) => commandName(one) === word));
  const entry = commands.find((one) => commandName(one) === first);
  const group = entry !== undefined && !('run' in entry) ? entry : undefined;
  const command =
    entry !== undefined && 'run' in entry
      ? entry
      : group?.commands.find((one) => before.includes(commandName(one)));
  const options: Readonly<Record<string, Options>> = { ...SESSION_OPTIONS, ...command?.options };
  const last = before.at(-1) ?? '';
  const found = last.startsWith('--') ? options[last.slice(2)] : undefined;
  let candidates: readonly string[];
  if (found !== undefined && found.type !== 'boolean') candidates = await values(last.slice(2), found, names);
  else if (current.startsWith('-')) candidates = optionNames(options);
  else if (command === undefined) candidates = (group?.commands ?? commands).map(commandName);
  else candidates = await positionals(command, names);
  return candidates.filter((one) => one.startsWith(current));
}

function optionNames(options: Readonly<Record<string, Options>>): readonly string[] {
  const visible = Object.entries(options).filter(([, option]) => option.hidden !== true);
  return [...visible.map(([name]) => `--${name}`), '--help'];
}

async function values(name: string, option: Options, names: Names): Promise<readonly string[]> {
  if (name === 'profile') return names.profiles();
  if (name === 'name') return names.bots();
  return (option.choices ?? []).map(String);
}

async function positionals(command: Command, names: Names): Promise<readonly string[]> {
  const offered: string[] = [];
  for (const [name, positional] of Object.entries(command.positionals)) {
    if (['profile', 'from', 'to'].includes(name)) offered.push(...(await names.profiles()));
    offered.push(...(positional.choices ?? []).map(String));
  }
  return [...new Set(offered)];
}

const namesOfThisMachine: Names = {
  async profiles() {
    const { listProfiles } = await import('../runtime/config/profile-file.ts');
    const found = await listProfiles({ cwd: process.cwd(), env: process.env });
    return found.map((profile) => profile.name);
  },
  async bots() {
    const [{ findSettings }, { knownBots }] = await Promise.all([
      import('../runtime/config/settings.ts'),
      import('./bots.ts'),
    ]);
    return knownBots((await findSettings({ cwd: process.cwd(), env: process.env })).home).map(
      (bot) => bot.name,
    );
  },
};
