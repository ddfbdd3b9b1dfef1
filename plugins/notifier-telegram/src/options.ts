import type { AlertLevel, Schema } from '@botrc/sdk';
import { z } from 'zod';

/** From the quietest to the loudest. */
export const LEVELS: readonly ['info', 'warning', 'critical'] = ['info', 'warning', 'critical'];

export interface Options {
  readonly token: string;
  readonly chatId: number | string;
  readonly apiRoot: string;
  readonly silentBelow: AlertLevel;
}

export const options: Schema<Options> = z.object({
  token: z
    .string()
    .regex(/^\d+:[\w-]+$/, 'not a bot token: @BotFather gives one, such as 123456:ABC-DEF')
    .describe('Token of the bot, from @BotFather; in a profile the name of an environment variable'),
  chatId: z
    .union([
      z.int(),
      z.string().regex(/^(-?\d+|@\w{4,})$/, 'not a chat id, such as -1001234567890 or @channel'),
    ])
    .describe('Chat to write to: a number, or @name of a public channel'),
  apiRoot: z
    .url({ protocol: /^https?$/, error: 'not a URL, such as https://api.telegram.org' })
    .default('https://api.telegram.org')
    .describe('Bot API server, for one of your own'),
  silentBelow: z.enum(LEVELS).default('warning').describe('Alerts below this level arrive without sound'),
});
