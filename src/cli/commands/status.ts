import { findBot, type KnownBot, stoppedBot } from '../bots.ts';
import { type Command, defineCommand } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { homeOf } from '../home.ts';
import { lastView } from '../last-view.ts';
import { withRunningBot } from '../reach.ts';
import type { Session } from '../session.ts';
import { type StatusDocument, statusDocument } from '../status-document.ts';
import { printStatus } from '../status-text.ts';
import { watchStatus } from '../watch.ts';

export const status: Command = defineCommand({
  usage: 'status',
  describe: 'What a bot does: state, account, positions, orders, risk',
  examples: [
    ['bot status', 'the running bot, or how the last one ended'],
    ['bot status --json | jq .account.equity', 'for scripts'],
    ['bot status --watch', 'a line for each change until the bot stops'],
  ],
  options: {
    watch: { type: 'boolean', describe: 'A line for each change (with --json: one document a line)' },
  },
  run: async (args, session) => {
    const home = await homeOf(session);
    const bot = findBot(home, session.name);
    if (bot.running === undefined) return printStopped(home, bot, session);
    const named = { ...session, name: bot.name };
    if (args.watch) return watchStatus(named);
    const view = await withRunningBot(named, { readOnly: true }, ({ client }) => client.call('view', {}));
    print(statusDocument(view), session);
    return EXIT.done;
  },
});

function print(document: StatusDocument, session: Session): void {
  if (session.json) session.output.document(document);
  else printStatus(document, session.output);
}

/** How it ended, by the file that a bot leaves when it stops. @throws BOTRC_BOT_STOPPED where there is none */
function printStopped(home: string, bot: KnownBot, session: Session): ExitCode {
  const last = lastView(bot);
  if (last === undefined) throw stoppedBot(home, bot);
  const reason = bot.died ? 'its last process died without stopping; this is older' : last.head.reason;
  print({ ...statusDocument(last), state: 'stopped', reason }, session);
  return EXIT.done;
}
