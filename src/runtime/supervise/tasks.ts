import type { TaskRow } from '../../core/view/bot.ts';

export type TaskName = 'market-data' | 'execution' | 'strategies' | 'journal' | 'notifiers';

/** The parts of a running bot and how each is doing, for status and the TUI (M-5). */
export interface Tasks {
  set(name: TaskName, state: TaskRow['state'], reason?: string): void;
  /** It was started again. */
  restarted(name: TaskName): void;
  rows(): readonly TaskRow[];
}

export function createTasks(): Tasks {
  const rows = new Map<TaskName, TaskRow>();
  const row = (name: TaskName): TaskRow =>
    rows.get(name) ?? { name, state: 'starting', restarts: 0, reason: null };
  return {
    set: (name, state, reason) => void rows.set(name, { ...row(name), state, reason: reason ?? null }),
    restarted: (name) => void rows.set(name, { ...row(name), restarts: row(name).restarts + 1 }),
    rows: () => [...rows.values()],
  };
}
