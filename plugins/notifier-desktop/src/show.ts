import { type Alert, plainLines, plainText } from '@botrc/sdk';
import notifier from 'node-notifier';

const URGENCY = { info: 'low', warning: 'normal', critical: 'critical' } as const;

/** True where notifications go through the program notify-send: Linux and BSD, but not WSL. */
export const usesNotifySend: boolean = notifier instanceof notifier.NotifySend;

/** Shows one notification; resolves once the system took it, rejects with whatever the program said. */
export function show(alert: Alert, seconds: number): Promise<void> {
  const title = `botrc ${plainText(alert.bot, 100)}: ${plainText(alert.title)}`;
  const text = plainLines(alert.text) || title;
  return new Promise((resolve, reject) => {
    const done = (error: unknown): void => {
      // A program that did its work may still grumble on stderr: node-notifier hands that over as a string.
      if (error instanceof Error) reject(error);
      else resolve();
    };
    if (usesNotifySend) {
      // Without the check of its own, node-notifier does not remember for ever that the program was missing once.
      const extras = { urgency: URGENCY[alert.level], 'app-name': 'botrc', suppressOsdCheck: true };
      notifier.notify({ title, message: forNotifySend(text), timeout: seconds, ...extras }, done);
    } else {
      // Elsewhere the answer comes when the notification goes: well before the host's deadline.
      notifier.notify({ title, message: text, timeout: Math.min(seconds, 5) }, done);
    }
  });
}

/**
 * notify-send reads backslash escapes, and the desktop reads markup, in the body but not in the title
 * (https://specifications.freedesktop.org/notification-spec/latest/markup.html); a leading dash would be an option.
 */
function forNotifySend(text: string): string {
  const literal = text
    .replaceAll('\\', '\\\\')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
  return literal.startsWith('-') ? ` ${literal}` : literal;
}
