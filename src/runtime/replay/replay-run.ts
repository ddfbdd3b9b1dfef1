import { Reel, type ReplayPorts, type ReplayResult } from './reel.ts';

/**
 * Feeds a recorded run through the present code from its first event to its last, as fast as that goes.
 * @throws as Reel
 */
export async function replayRun(ports: ReplayPorts): Promise<ReplayResult> {
  const reel = new Reel(ports);
  try {
    while (reel.next) await reel.play();
    return reel.result();
  } finally {
    await reel.close();
  }
}
