import { BotrcError, plainText } from '@botrc/sdk';
import { usesNotifySend } from './show.ts';

/** What a shell says of a program that it does not find. */
const NOT_FOUND = 127;
/** What notify-send says where nobody shows notifications. */
const NOBODY =
  /ServiceUnknown|autolaunch D-Bus|not connect|failed to connect|cannot open display|No such file/i;
const where = 'notifier desktop';

/** The error to end in on a machine without a desktop, or undefined where there may be one. */
export function noDesktop(): BotrcError | undefined {
  const { DISPLAY, WAYLAND_DISPLAY, DBUS_SESSION_BUS_ADDRESS } = process.env;
  if (!usesNotifySend || DISPLAY || WAYLAND_DISPLAY || DBUS_SESSION_BUS_ADDRESS) return undefined;
  return new BotrcError('BOTRC_NOTIFY_UNAVAILABLE', 'there is no desktop here to show notifications on', {
    found: 'no DISPLAY, WAYLAND_DISPLAY or DBUS_SESSION_BUS_ADDRESS',
    where,
    mend: 'Use another notifier on this machine, or start the bot from within the desktop session.',
  });
}

/** What a failed notification means: nobody to show it (for good), or anything else (try again). */
export function failureOf(error: unknown): BotrcError {
  if (error instanceof BotrcError) return error;
  const { message = '', code } = error as Partial<Error> & { readonly code?: unknown };
  if (code === NOT_FOUND) {
    return new BotrcError('BOTRC_NOTIFY_UNAVAILABLE', 'the program notify-send is not installed', {
      where,
      mend: 'Install it (Debian and Ubuntu: apt install libnotify-bin), or use another notifier.',
    });
  }
  // The first line repeats the whole command; what the program said comes after it.
  const said = plainText(message.split('\n').slice(1).join(' '));
  const detail = { ...(said !== '' && { found: said }), where };
  if (NOBODY.test(said)) {
    return new BotrcError('BOTRC_NOTIFY_UNAVAILABLE', 'no program shows notifications on this desktop', {
      ...detail,
      mend: 'Start a notification daemon in the desktop session, or use another notifier.',
    });
  }
  return new BotrcError('BOTRC_NOTIFY_RETRY', 'the desktop did not take the notification', detail);
}

export function late(): BotrcError {
  return new BotrcError('BOTRC_NOTIFY_RETRY', 'the desktop did not answer in time', { where });
}
