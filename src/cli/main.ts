import { botrcVersion } from '../runtime/version.ts';
import { parseArguments } from './arguments.ts';
import { checkedName } from './bot-name.ts';
import { commands } from './commands/index.ts';
import { COMPLETE } from './completion-script.ts';
import { EXIT } from './exit-code.ts';
import { reportFailure } from './failure.ts';
import { HELP_PAGES, helpPages } from './help-pages.ts';
import { Output } from './output.ts';
import { type SESSION_OPTIONS, type Session, wantsColor } from './session.ts';

type SessionArguments = { readonly [K in keyof typeof SESSION_OPTIONS]?: unknown };

/**
 * Runs one command line and resolves with its exit code (see exit-code.ts). Everything that a command needs beyond
 * the parser is imported by the command itself, so that help is fast.
 */
export async function main(argv: readonly string[]): Promise<number> {
  const { env, stdout, stderr } = process;
  const output = new Output(stdout, stderr, wantsColor(stdout, env, argv.includes('--no-color')));
  const json = argv.includes('--json');
  const verbose = argv.includes('--verbose');
  try {
    if (argv[0] === COMPLETE) {
      const { printCompletions } = await import('./complete.ts');
      return await printCompletions(argv.slice(1), commands, output);
    }
    if (argv[0] === HELP_PAGES) {
      output.jsonLine(await helpPages(commands, botrcVersion()));
      return EXIT.done;
    }
    const request = await parseArguments(argv.length === 0 ? ['--help'] : argv, commands, botrcVersion());
    if (request.kind === 'text') {
      output.text(request.text);
      return EXIT.done;
    }
    const { args } = request as { args: SessionArguments };
    const session: Session = {
      output,
      json,
      verbose,
      noColor: argv.includes('--no-color'),
      home: args.home as string | undefined,
      name: args.name === undefined ? undefined : checkedName(args.name as string),
      set: (args.set as readonly string[] | undefined) ?? [],
      cwd: process.cwd(),
      env,
    };
    return await request.command.run(args as never, session);
  } catch (error) {
    return reportFailure(error, output, { json, verbose });
  }
}
