import { type Alert, plainLines, plainText } from '@botrc/sdk';

/** The longest message that the Bot API takes, in UTF-16 units. */
const LONGEST = 4096;
const SIGN = { info: 'ℹ', warning: '⚠', critical: '🛑' } as const;

/** An alert as plain text. No parse mode is used, so no character of it is markup to Telegram. */
export function messageText(alert: Alert): string {
  const title = `${SIGN[alert.level]} ${plainText(alert.title, 200)}`;
  // The message may arrive late, after retries: it says when the alert was raised.
  const time = new Date(alert.timeMs).toISOString().slice(0, 19).replace('T', ' ');
  const foot = `${plainText(alert.bot, 100)} · ${time} UTC`;
  return `${title}\n${plainLines(alert.text, LONGEST - title.length - foot.length - 2)}\n${foot}`;
}
