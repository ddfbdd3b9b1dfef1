import type { Clock, Ms, TimerHandle } from '../../sdk/index.ts';

/** The longest wait setTimeout knows; a longer one is made of several. */
const LONGEST = 2 ** 31 - 1;

/** The machine's two clocks, in ms. */
export interface TimeSource {
  /** Since 1970 UTC; people and time servers set it, backwards too. */
  wall(): number;
  /** Steady, from any origin. */
  steady(): number;
}

const MACHINE: TimeSource = { wall: () => Date.now(), steady: () => performance.now() };

/**
 * The clock of paper and live. A wall clock that is set forward is followed at once; one that is set back is waited
 * for at half speed, so that `now` neither decreases nor stands still. Timers go by the steady clock alone.
 */
export function systemClock(source: TimeSource = MACHINE): Clock {
  let last = source.wall();
  let lastSteady = source.steady();
  return {
    now: (): Ms => {
      const steady = source.steady();
      last = Math.max(source.wall(), last + Math.max(0, steady - lastSteady) / 2);
      lastSteady = steady;
      return Math.floor(last);
    },
    setTimer: (ms, fn) => setSteadyTimer(ms, fn, source),
  };
}

/** setTimeout may fire a moment early, and at once for what is too long for it: asks again for what is left. */
function setSteadyTimer(ms: Ms, fn: () => void, source: TimeSource): TimerHandle {
  const due = source.steady() + Math.max(0, ms);
  let timer: NodeJS.Timeout;
  const wait = (): void => {
    const left = Math.min(LONGEST, Math.max(0, Math.ceil(due - source.steady())));
    timer = setTimeout(() => (source.steady() >= due ? fn() : wait()), left);
  };
  wait();
  return { cancel: () => clearTimeout(timer) };
}
