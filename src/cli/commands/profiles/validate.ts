import { type BotrcError, plainError } from '../../../sdk/index.ts';
import { type Command, defineCommand } from '../../command.ts';
import { EXIT, type ExitCode } from '../../exit-code.ts';
import { reportFailure } from '../../failure.ts';
import { checkProfile } from '../../load-profile.ts';
import type { Session } from '../../session.ts';

export const validate: Command = defineCommand({
  usage: 'validate <profile>',
  describe: 'All that is wrong with a profile, with file, line and column; nothing is started',
  examples: [['bot profiles validate my-profile', 'exit code 2 where something is wrong']],
  positionals: {
    profile: { type: 'string', demandOption: true, describe: 'Name or path' },
  },
  run: async (args, session) => {
    const { output } = session;
    const { profile, errors } = await checkProfile(session, args.profile);
    if (profile === undefined) return refuse(errors, session);
    const { name, warnings } = profile;
    if (session.json) output.document({ profile: name, valid: true, warnings, errors: [] });
    else output.line({ text: 'ok', style: 'good' }, `  ${name} is valid`);
    for (const warning of warnings) output.note({ text: `warning: ${warning}`, style: 'warn' });
    return EXIT.done;
  },
});

function refuse(errors: readonly BotrcError[], session: Session): ExitCode {
  if (session.json) {
    const plain = errors.map(plainError);
    session.output.document({ error: plain[0], valid: false, errors: plain });
  }
  for (const error of errors) reportFailure(error, session.output, { json: false, verbose: session.verbose });
  return EXIT.usage;
}
