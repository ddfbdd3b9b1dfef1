import type { Calls } from '../core/view/calls.ts';
import type { Clock } from '../sdk/index.ts';
import { createAlerts } from './alerts/index.ts';
import type { LoadedProfile } from './config/index.ts';
import type { AlertRequest } from './effects/executor.ts';
import type { Log } from './log/log.ts';
import { checkOptions } from './plugins/check-options.ts';
import { createChecked, loadPlugin } from './plugins/load.ts';

/** The profile's notifiers, behind one counter. */
export interface AlertDesk {
  raise(alert: AlertRequest): void;
  test(): Promise<Calls['notifyTest']['result']>;
  close(): Promise<void>;
}

export interface AlertDeskSources {
  readonly profile: LoadedProfile;
  readonly clock: Clock;
  readonly log: Log;
  readonly bot: string;
}

/** @throws BotrcError: what a notifier is refused for. */
export async function openAlertDesk({ profile, clock, log, bot }: AlertDeskSources): Promise<AlertDesk> {
  const notifiers = await Promise.all(
    profile.notifiers.map(async ({ plugin: name, resolved, options, level }, index) => {
      const plugin = await loadPlugin(resolved);
      const checked = checkOptions(plugin, options, `notifiers.${index}.options`);
      const context = { clock, log: log.child(name), random: Math.random };
      return {
        name,
        level,
        notifier: createChecked(
          plugin,
          () => plugin.create(checked, context),
          profile.secrets,
          resolved.entry,
        ),
      };
    }),
  );
  const alerts = createAlerts({
    notifiers,
    clock,
    log: log.child('alerts'),
    bot,
    secrets: profile.secrets,
  });
  return alerts;
}
