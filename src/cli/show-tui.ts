import { systemClock } from '../runtime/clock/system-clock.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { placeOf } from './place.ts';
import type { Session } from './session.ts';

export interface TuiTarget {
  /** Of a bot that is being started, a promise. */
  readonly socketPath: string | Promise<string>;
  readonly botName: string;
  readonly readOnly: boolean;
  /** Only ASCII is drawn; absent: where the terminal speaks no UTF-8. */
  readonly ascii?: boolean;
}

/** Shows the terminal UI on a running bot until its user leaves. The bot goes on. */
export async function showTui(target: TuiTarget, session: Session): Promise<ExitCode> {
  const { stdin, stdout } = process;
  const reason = await lookAt(target, session);
  if (stdin.isTTY && stdout.isTTY) session.output.note(FAREWELLS[reason](target.botName));
  return EXIT.done;
}

/** Shows the terminal UI until its user leaves, or until there is nothing to see any more. */
export async function lookAt(target: TuiTarget, session: Session): Promise<Reason> {
  const { stdin, stdout } = process;
  const { runTui } = await import('../tui/main.ts');
  const preferences = import('../runtime/config/settings.ts').then(
    async ({ findSettings }) => (await findSettings(placeOf(session))).tui,
  );
  const plain = session.noColor && { color: false };
  const { reason } = await runTui({ ...target, ...plain, preferences, clock: systemClock(), stdin, stdout });
  return reason;
}

type Reason = Awaited<ReturnType<typeof import('../tui/main.ts').runTui>>['reason'];

const FAREWELLS: Readonly<Record<Reason, (name: string) => string>> = {
  detached: (name) => `${name} goes on. \`bot attach\` comes back, \`bot stop\` stops it.`,
  starting: (name) => `${name} goes on starting.`,
  stopped: (name) => `${name} has stopped. \`bot start --name ${name}\` starts it again.`,
  lost: (name) => `${name} was not reached any more. \`bot status --name ${name}\` asks again.`,
};
