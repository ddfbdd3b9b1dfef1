import type { Clock, Ms, TimerHandle } from '../../sdk/index.ts';

/** The core's timers on the bot's clock: one per id, the newest word wins. */
export interface CoreTimers {
  /** dueMs 0 cancels. */
  set(timerId: string, dueMs: Ms): void;
  clear(): void;
}

export function createTimers(clock: Clock, onDue: (timerId: string) => void): CoreTimers {
  const handles = new Map<string, TimerHandle>();
  return {
    set(timerId, dueMs) {
      handles.get(timerId)?.cancel();
      handles.delete(timerId);
      if (dueMs === 0) return;
      const handle = clock.setTimer(Math.max(0, dueMs - clock.now()), () => {
        handles.delete(timerId);
        onDue(timerId);
      });
      handles.set(timerId, handle);
    },
    clear() {
      for (const handle of handles.values()) handle.cancel();
      handles.clear();
    },
  };
}
