import type { Host } from './host.ts';
import { createReplica } from './replica.ts';

/**
 * The core in this thread: for tests and backtests. Nothing is cloned, so facts handed in are copied first, and a
 * strategy that never returns blocks everything.
 */
export function createInlineHost(): Host {
  let closed = false;
  const replica = createReplica();
  const alive = (): typeof replica => {
    if (closed) throw new Error('the host is closed');
    return replica;
  };
  return {
    open: async (boot) => alive().open(structuredClone(boot)),
    step: async (events) => alive().step(events),
    view: async () => alive().view(),
    remember: async () => alive().remember(),
    adopt: async (facts, memory) => alive().adopt(structuredClone(facts), memory),
    minds: async () => alive().minds(),
    recall: async (minds) => alive().recall(minds),
    running: () => undefined,
    close: async () => {
      closed = true;
    },
  };
}
