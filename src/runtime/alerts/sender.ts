import { type Alert, BotrcError, type Clock, type Ms, type Notifier } from '../../sdk/index.ts';

/** One attempt may take so long. */
const DEADLINE_MS: Ms = 10_000;

/** Makes one attempt to deliver, never longer than its deadline or until `ending` is aborted. */
export type Sender = (alert: Alert, ending: AbortSignal) => Promise<void>;

/**
 * A notifier under a deadline. One that ignores its abort signal is left to itself, but gets nothing new until it has
 * answered, so that never more than one request hangs.
 */
export function createSender(name: string, notifier: Notifier, clock: Clock): Sender {
  let outstanding = false;
  const late = (message: string): BotrcError =>
    new BotrcError('BOTRC_NOTIFY_RETRY', message, { where: `notifier ${name}` });

  return async (alert, ending) => {
    if (outstanding) throw late('an earlier alert is still being sent');
    if (ending.aborted) throw late('the bot is closing');
    const deadline = new AbortController();
    let stop = (_: string): void => undefined;
    const stopped = new Promise<never>((_, reject) => {
      stop = (message) => {
        deadline.abort();
        reject(late(message));
      };
    });
    const end = (): void => stop('the bot is closing');
    const timer = clock.setTimer(DEADLINE_MS, () => stop(`no answer within ${DEADLINE_MS / 1000} s`));
    ending.addEventListener('abort', end);
    outstanding = true;
    // In a microtask of its own: whoever raised the alert does not run a notifier's code.
    const sending = Promise.resolve()
      .then(() => notifier.send(alert, deadline.signal))
      .finally(() => {
        outstanding = false;
      });
    try {
      await Promise.race([sending, stopped]);
    } finally {
      timer.cancel();
      ending.removeEventListener('abort', end);
    }
  };
}
