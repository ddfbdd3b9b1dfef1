import {
  type AbortSignalLike,
  type Alert,
  defineNotifier,
  type Notifier,
  type NotifierPlugin,
} from '@botrc/sdk';
import { Api } from 'grammy';
import { aborted, failureOf } from './failure.ts';
import { messageText } from './message.ts';
import { LEVELS, type Options, options } from './options.ts';

/** Seconds after which a request is given up even if the host does not ask for it. */
const LONGEST_SECONDS = 30;

/** Alerts as messages of a Telegram bot: only ever sends, never reads. Bot API: https://core.telegram.org/bots/api */
const telegram: NotifierPlugin<typeof options> = defineNotifier({
  name: 'telegram',
  version: '0.1.0',
  options,
  permissions: { network: ['api.telegram.org'], secrets: ['token'] },
  create: createTelegram,
});

export default telegram;

function createTelegram({ token, chatId, apiRoot, silentBelow }: Options): Notifier {
  const api = new Api(token, { apiRoot: apiRoot.replace(/\/+$/, ''), timeoutSeconds: LONGEST_SECONDS });
  const closed = new AbortController();

  return {
    async send(alert: Alert, signal: AbortSignalLike): Promise<void> {
      if (signal.aborted || closed.signal.aborted) throw aborted();
      const request = new AbortController();
      const abort = (): void => request.abort();
      signal.addEventListener('abort', abort);
      closed.signal.addEventListener('abort', abort);
      try {
        await api.sendMessage(
          chatId,
          messageText(alert),
          {
            disable_notification: LEVELS.indexOf(alert.level) < LEVELS.indexOf(silentBelow),
            link_preview_options: { is_disabled: true },
          },
          // grammY types its signal after a package of its own; it uses what every AbortSignal has.
          request.signal as Parameters<Api['sendMessage']>[3],
        );
      } catch (error) {
        throw request.signal.aborted ? aborted() : failureOf(error, token);
      } finally {
        signal.removeEventListener('abort', abort);
        closed.signal.removeEventListener('abort', abort);
      }
    },

    async close(): Promise<void> {
      closed.abort();
    },
  };
}
