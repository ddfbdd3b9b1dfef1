import type { KillDone } from '../../core/view/calls.ts';
import { BotrcError, plainError } from '../../sdk/index.ts';
import { findBot, type KnownBot, stoppedBot } from '../bots.ts';
import { type Command, defineCommand } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { homeOf } from '../home.ts';
import { latchByFile } from '../kill-by-file.ts';
import { withRunningBot } from '../reach.ts';
import type { Session } from '../session.ts';

/** A core that does not answer for so long is taken for silent. */
const SILENT_MS = 3000;
/** Cancelling and flattening are verified at the exchange. */
const VERIFY_MS = 60_000;

export const kill: Command = defineCommand({
  usage: 'kill',
  describe: 'Latch the kill switch: no order leaves until `bot resume --reason …`, restarts included',
  examples: [
    ['bot kill', 'nothing new; open orders and positions stay'],
    ['bot kill --cancel', 'and cancel every open order'],
    ['bot kill --flatten --reason "odd fills"', 'and close every position'],
  ],
  options: {
    cancel: { type: 'boolean', describe: 'Cancel every open order' },
    flatten: { type: 'boolean', describe: 'Cancel every open order and close every position' },
    reason: { type: 'string', requiresArg: true, default: 'bot kill', describe: 'Journaled and shown' },
  },
  run: async (args, session) => {
    const home = await homeOf(session);
    const bot = findBot(home, session.name);
    const flatten = args.flatten ?? false;
    const order = { cancel: flatten || (args.cancel ?? false), flatten, reason: args.reason.slice(0, 500) };
    if (bot.running === undefined) {
      // Its supervisor may be about to start it again: that one must find the latch.
      await latchByFile(bot, order.reason);
      const stopped = stoppedBot(home, bot);
      throw new BotrcError(stopped.code, `${stopped.message}; its kill latch is written`, {
        ...stopped.detail,
        mend: `Check the exchange for open orders and positions. The next start of ${bot.name} is halted until \`bot resume --reason …\`.`,
      });
    }
    return killRunning(bot, order, session);
  },
});

interface KillOrder {
  readonly cancel: boolean;
  readonly flatten: boolean;
  readonly reason: string;
}

async function killRunning(bot: KnownBot, order: KillOrder, session: Session): Promise<ExitCode> {
  // The file is what every executor reads before each send: it holds even if nothing else answers any more.
  let byFile: Promise<void> | undefined;
  const silence = setTimeout(() => {
    byFile = latchByFile(bot, order.reason);
    // It is awaited at the end, whatever comes between.
    byFile.catch(() => undefined);
    session.output.note(`${bot.name} is silent: its kill latch is written.`);
  }, SILENT_MS);
  try {
    const done = await withRunningBot({ ...session, name: bot.name }, { readOnly: false }, ({ client }) =>
      client.call('kill', order, { timeoutMs: VERIFY_MS }),
    );
    return print(bot, order, done, session);
  } catch (error) {
    const { code, message } = plainError(error);
    byFile ??= latchByFile(bot, order.reason);
    await byFile;
    throw new BotrcError(
      'BOTRC_KILL_UNVERIFIED',
      'the kill latch is written, and the bot did not say what is left',
      {
        found: `${message} [${code}]`,
        where: bot.folder,
        mend: `Check open orders and positions at the exchange, then \`bot status --name ${bot.name}\`.`,
      },
      error,
    );
  } finally {
    clearTimeout(silence);
    await byFile;
  }
}

function print(bot: KnownBot, order: KillOrder, done: KillDone, session: Session): ExitCode {
  const { output } = session;
  // Without cancel and flatten nothing had to be verified.
  const verified = done.verified || !order.cancel;
  if (session.json) output.document({ name: bot.name, ...done });
  else {
    output.line(
      `${bot.name} is ${done.state}: the kill switch is latched. \`bot resume --reason …\` clears it.`,
    );
    output.line(`open orders: ${done.openOrders}, open positions: ${done.openPositions}`);
  }
  if (verified) return EXIT.done;
  output.note(
    'It could not be verified that nothing is left: check open orders and positions at the exchange,',
    ` then \`bot status --name ${bot.name}\`.`,
  );
  return EXIT.unknown;
}
