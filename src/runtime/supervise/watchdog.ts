import type { Clock, Ms, TimerHandle } from '../../sdk/index.ts';
import type { Host } from '../host/host.ts';

const LOOK_MS: Ms = 500;

/**
 * Sees a strategy that does not come back: the same call stands in the host's shared memory for longer than
 * `blockMs`. A host that merely has much to do shows a new call at every look.
 */
export function watchHost(
  clock: Clock,
  blockMs: Ms,
  host: () => Host | undefined,
  onBlocked: (owner: string) => void,
): () => void {
  let seen: { owner: string; call: number; sinceMs: Ms } | undefined;
  let timer: TimerHandle;
  const look = (): void => {
    const running = host()?.running();
    const now = clock.now();
    if (!running) seen = undefined;
    else if (seen?.call !== running.call || seen.owner !== running.owner) seen = { ...running, sinceMs: now };
    else if (now - seen.sinceMs >= blockMs) {
      const { owner } = seen;
      seen = undefined;
      onBlocked(owner);
    }
    timer = clock.setTimer(LOOK_MS, look);
  };
  timer = clock.setTimer(LOOK_MS, look);
  return () => timer.cancel();
}
