import type { ControlClient } from '../control/client.ts';
import { BotrcError } from '../sdk/index.ts';
import { findRunningBot, type KnownBot } from './bots.ts';
import { homeOf } from './home.ts';
import type { Session } from './session.ts';

/** A running bot that answers. */
export interface Reached {
  readonly bot: KnownBot;
  readonly client: ControlClient;
}

/** Where a running bot listens: where it says, else where it would by its name. */
export async function socketPathOf(bot: KnownBot, home: string, session: Session): Promise<string> {
  if (bot.running?.socketPath !== undefined) return bot.running.socketPath;
  const { socketPathFor } = await import('../control/socket-path.ts');
  return socketPathFor(home, bot.name, session.env);
}

/**
 * Runs `use` with the running bot that the session means, and lets go of it again.
 * @throws BOTRC_BOT_UNKNOWN, BOTRC_BOT_STOPPED, BOTRC_BOT_AMBIGUOUS, BOTRC_CONTROL_…
 */
export async function withRunningBot<T>(
  session: Session,
  how: { readonly readOnly: boolean; readonly watch?: boolean },
  use: (reached: Reached) => Promise<T>,
): Promise<T> {
  const home = await homeOf(session);
  const bot = findRunningBot(home, session.name);
  const client = await connect(bot, await socketPathOf(bot, home, session), how);
  try {
    return await use({ bot, client });
  } finally {
    client.close();
  }
}

async function connect(
  bot: KnownBot,
  socketPath: string,
  how: { readonly readOnly: boolean; readonly watch?: boolean },
): Promise<ControlClient> {
  const { connectControl } = await import('../control/client.ts');
  try {
    return await connectControl({
      socketPath,
      client: 'cli',
      readOnly: how.readOnly,
      watch: how.watch ?? false,
    });
  } catch (error) {
    if (!(error instanceof BotrcError && error.code === 'BOTRC_CONTROL_UNREACHABLE')) throw error;
    // Its process lives, by its lock: it starts, stops or hangs. That is not the same as no bot.
    throw new BotrcError(
      'BOTRC_CONTROL_SILENT',
      `the bot ${bot.name} runs and does not answer`,
      {
        ...error.detail,
        found: `pid ${bot.running?.pid}`,
        mend: 'Try again in a moment; it may be starting or stopping. `bot kill` works on a silent bot too.',
      },
      error,
    );
  }
}
