import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FASTEST, SLOWEST } from '../core/view/tape.ts';
import { systemClock } from '../runtime/clock/system-clock.ts';
import { type BotReplay, openReplay, type ReplayRequest } from '../runtime/replay/open-replay.ts';
import { startTimeMachine, type TimeMachine } from '../runtime/replay/time-machine.ts';
import { botrcVersion } from '../runtime/version.ts';
import { BotrcError } from '../sdk/index.ts';
import type { Session } from './session.ts';
import { lookAt } from './show-tui.ts';

export interface SpeedReplay {
  readonly request: ReplayRequest;
  /** Recorded seconds per second. */
  readonly speed: number;
  readonly from: string | undefined;
  readonly ascii: boolean | undefined;
}

/**
 * Replays a run at the pace of its own clock, times a speed: in a terminal as a time machine, until its user leaves;
 * else to its end.
 * @throws BOTRC_USAGE, BOTRC_TAPE_TARGET, BOTRC_JOURNAL_…
 */
export async function replayAtSpeed(asked: SpeedReplay, session: Session): Promise<BotReplay> {
  const { request, speed, from } = asked;
  if (!(speed >= SLOWEST && speed <= FASTEST)) {
    throw new BotrcError('BOTRC_USAGE', 'a replay cannot have this speed', {
      found: `--speed ${speed}`,
      mend: `Choose one from ${SLOWEST} to ${FASTEST}; without --speed it is as fast as it can be.`,
    });
  }
  const attended = !session.json && process.stdin.isTTY === true && process.stdout.isTTY === true;
  const replay = openReplay(request);
  try {
    const clock = systemClock();
    const machine = startTimeMachine({ replay, folder: request.folder, speed, from, attended, clock });
    if (attended) await look(machine, asked, session);
    return replay.told(await machine.done);
  } finally {
    replay.close();
  }
}

/** The terminal UI on a replay, over a socket of its own. */
async function look(machine: TimeMachine, { ascii }: SpeedReplay, session: Session): Promise<void> {
  const { startControl } = await import('../control/server.ts');
  const folder = mkdtempSync(join(tmpdir(), 'botrc-replay-'));
  const socketPath = join(folder, 'control.sock');
  const { handle } = machine;
  const server = await startControl({ handle, socketPath, version: botrcVersion() });
  // What cannot be played on ends the picture; the failure is told once the terminal is back.
  machine.done.catch(() => server.close());
  try {
    const plain = ascii === true && { ascii: true };
    await lookAt({ socketPath, botName: handle.name, readOnly: true, ...plain }, session);
  } finally {
    machine.stop();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
