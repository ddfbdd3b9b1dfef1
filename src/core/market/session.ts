import type { Ms, TradingSession } from '../../sdk/index.ts';

const DAY: Ms = 86_400_000;
const WEEK: Ms = 7 * DAY;
/** 1970-01-01 was a Thursday. */
const FIRST_MONDAY: Ms = 4 * DAY;

export interface SessionState {
  readonly isOpen: boolean;
  /** While it is open, until it closes; while it is closed, until it opens. Infinite where it never does. */
  readonly leftMs: Ms;
}

/** Where a moment is in weekly sessions. Sessions that touch are one, over the end of the week too. */
export function sessionAt(sessions: readonly TradingSession[], at: Ms): SessionState {
  const week = (((at - FIRST_MONDAY) % WEEK) + WEEK) % WEEK;
  const now = sessions.find((session) => session.openMs <= week && week < session.closeMs);
  if (now) return { isOpen: true, leftMs: closeAfter(sessions, now) - week };
  let opens = Number.POSITIVE_INFINITY;
  for (const { openMs } of sessions) opens = Math.min(opens, (openMs - week + WEEK) % WEEK);
  return { isOpen: false, leftMs: opens };
}

/** When the session and all that follow it without a break are over, counted on from its own week. */
function closeAfter(sessions: readonly TradingSession[], first: TradingSession): Ms {
  let end = first.closeMs;
  for (;;) {
    const next = sessions.find((session) => session.openMs === end % WEEK);
    if (!next) return end;
    end += next.closeMs - next.openMs;
    if (end - first.openMs >= WEEK) return Number.POSITIVE_INFINITY;
  }
}

/** Open only where both are; the nearer end counts. */
export function bothOpen(a: SessionState, b: SessionState): SessionState {
  if (a.isOpen && b.isOpen) return { isOpen: true, leftMs: Math.min(a.leftMs, b.leftMs) };
  const left = Math.max(a.isOpen ? 0 : a.leftMs, b.isOpen ? 0 : b.leftMs);
  return { isOpen: false, leftMs: left };
}
