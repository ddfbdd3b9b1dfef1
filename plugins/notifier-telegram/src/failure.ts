import { BotrcError, plainText } from '@botrc/sdk';
import { GrammyError, HttpError } from 'grammy';

/**
 * What went wrong, as the host needs it: BOTRC_NOTIFY_RETRY, or a code for what never will work. The token is part
 * of every URL, and so of what the network layer throws: its errors are never passed on, only their short codes.
 */
export function failureOf(error: unknown, token: string): BotrcError {
  if (error instanceof GrammyError) return refusal(error, token);
  const inner: unknown = error instanceof HttpError ? error.error : error;
  const { code, type } = (typeof inner === 'object' && inner !== null ? inner : {}) as Record<
    string,
    unknown
  >;
  const found = [code, type].find((name) => typeof name === 'string' && /^[\w-]{1,40}$/.test(name));
  return new BotrcError('BOTRC_NOTIFY_RETRY', 'Telegram was not reached', {
    ...(typeof found === 'string' && { found }),
    where: 'notifier telegram',
    mend: 'Check the network, and apiRoot if it is set.',
  });
}

export function aborted(): BotrcError {
  return new BotrcError('BOTRC_NOTIFY_RETRY', 'Telegram did not answer in time', {
    where: 'notifier telegram',
  });
}

/** Telegram's own answer. Codes: https://core.telegram.org/bots/api#making-requests and #responseparameters */
function refusal({ error_code: code, description, parameters }: GrammyError, token: string): BotrcError {
  const words = typeof description === 'string' ? description.replaceAll(token, '***') : '';
  const detail = { found: plainText(`${code ?? 'no code'} ${words}`), where: 'notifier telegram' };
  if (code === 429) {
    const seconds = parameters.retry_after;
    return new BotrcError('BOTRC_NOTIFY_RETRY', 'Telegram asks to wait', {
      ...detail,
      ...(typeof seconds === 'number' && seconds >= 0 && { data: { retryAfterMs: seconds * 1000 } }),
    });
  }
  if (typeof code !== 'number' || code >= 500) {
    return new BotrcError('BOTRC_NOTIFY_RETRY', 'Telegram cannot take messages now', detail);
  }
  if (code === 401 || code === 404) {
    return new BotrcError('BOTRC_NOTIFY_TOKEN', 'Telegram does not know this bot', {
      ...detail,
      mend: 'Set options.token to the token that @BotFather shows for the bot.',
    });
  }
  const moved = parameters.migrate_to_chat_id;
  if (typeof moved === 'number') {
    return new BotrcError('BOTRC_NOTIFY_CHAT', 'the group has become a supergroup', {
      ...detail,
      mend: `Set options.chatId to ${moved}.`,
    });
  }
  if (code === 403 || /chat|user|peer|group/i.test(words)) {
    return new BotrcError('BOTRC_NOTIFY_CHAT', 'Telegram does not let the bot write to this chat', {
      ...detail,
      mend: 'Write to the bot once, or add it to the group or channel, and check options.chatId.',
    });
  }
  return new BotrcError('BOTRC_NOTIFY_REFUSED', 'Telegram refuses the message', {
    ...detail,
    mend: 'Check options.chatId, and that the Bot API server at options.apiRoot is up to date.',
  });
}
