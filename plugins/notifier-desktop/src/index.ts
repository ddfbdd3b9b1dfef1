import {
  type AbortSignalLike,
  type Alert,
  defineNotifier,
  type Notifier,
  type NotifierPlugin,
} from '@botrc/sdk';
import { failureOf, late, noDesktop } from './failure.ts';
import { type Options, options } from './options.ts';
import { show } from './show.ts';

/** Alerts as notifications of the desktop that the bot runs on. On a machine without one it says so and does nothing. */
const desktop: NotifierPlugin<typeof options> = defineNotifier({
  name: 'desktop',
  version: '0.1.0',
  options,
  permissions: { programs: ['notify-send'] },
  create: createDesktop,
});

export default desktop;

function createDesktop({ seconds }: Options): Notifier {
  return {
    async send(alert: Alert, signal: AbortSignalLike): Promise<void> {
      if (signal.aborted) throw late();
      const reason = noDesktop();
      if (reason) throw reason;
      let abort = (): void => undefined;
      const given = new Promise<never>((_, reject) => {
        abort = () => reject(late());
        signal.addEventListener('abort', abort);
      });
      try {
        await Promise.race([show(alert, seconds), given]);
      } catch (error) {
        throw failureOf(error);
      } finally {
        signal.removeEventListener('abort', abort);
      }
    },

    async close(): Promise<void> {
      // Nothing is held: each notification is a program of its own that ends by itself.
    },
  };
}
