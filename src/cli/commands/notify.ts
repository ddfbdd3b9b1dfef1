import type { Calls } from '../../core/view/calls.ts';
import { BotrcError } from '../../sdk/index.ts';
import { knownBots } from '../bots.ts';
import { type Command, type CommandGroup, defineCommand } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { homeOf } from '../home.ts';
import { loadProfile } from '../load-profile.ts';
import { withRunningBot } from '../reach.ts';
import type { Session } from '../session.ts';

type Results = Calls['notifyTest']['result'];

/** Notifiers try again for a while before they give up. */
const SEND_MS = 60_000;

const test: Command = defineCommand({
  usage: 'test',
  describe: 'Send a test alert through every notifier of a bot',
  examples: [
    ['bot notify test', 'those of the running bot'],
    ['bot notify test --profile my-profile', 'those of a profile; no bot need run'],
  ],
  options: {
    profile: { type: 'string', requiresArg: true, describe: 'Where no bot runs: its notifiers' },
  },
  run: async (args, session) => {
    const home = await homeOf(session);
    const wanted = (name: string): boolean => session.name === undefined || session.name === name;
    const runs = knownBots(home).some((bot) => bot.running !== undefined && wanted(bot.name));
    if (runs || args.profile === undefined) {
      return withRunningBot(session, { readOnly: false }, async ({ client }) =>
        print(await client.call('notifyTest', {}, { timeoutMs: SEND_MS }), session),
      );
    }
    return print(await sendDirectly(args.profile, session), session);
  },
});

export const notify: CommandGroup = {
  usage: 'notify',
  describe: 'Try the notifiers',
  commands: [test],
};

async function sendDirectly(name: string, session: Session): Promise<Results> {
  const [profile, { openAlertDesk }, { createLog }, { systemClock }] = await Promise.all([
    loadProfile(session, name),
    import('../../runtime/alert-desk.ts'),
    import('../../runtime/log/log.ts'),
    import('../../runtime/clock/system-clock.ts'),
  ]);
  const clock = systemClock();
  const log = createLog({ level: 'warn', secrets: profile.secrets, clock });
  const desk = await openAlertDesk({ profile, clock, log, bot: session.name ?? profile.name });
  try {
    return await desk.test();
  } finally {
    await desk.close();
    log.close();
  }
}

function print(results: Results, session: Session): ExitCode {
  const { output } = session;
  if (results.length === 0) {
    throw new BotrcError('BOTRC_NOTIFY_NONE', 'the profile has no notifiers', {
      where: 'notifiers',
      mend: 'Add one: `notifiers: [{ plugin: desktop }]`.',
    });
  }
  if (session.json) output.document({ notifiers: results });
  else {
    for (const { notifier, ok, error } of results) {
      const why = error === undefined ? '' : `  ${error.message} [${error.code}] ${error.mend ?? ''}`;
      output.line(
        ok ? { text: 'ok  ', style: 'good' } : { text: 'fail', style: 'bad' },
        `  ${notifier}${why}`,
      );
    }
  }
  return results.every((result) => result.ok) ? EXIT.done : EXIT.failed;
}
