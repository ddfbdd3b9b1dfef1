import type { Instrument, Ms } from '../../sdk/index.ts';

const DAY: Ms = 86_400_000;
const WEEK: Ms = 7 * DAY;
/** 1970-01-01 was a Thursday. */
const EPOCH_IN_WEEK: Ms = 3 * DAY;

/** Why nothing is matched at this moment: the instrument is halted or delisted, or its session has not begun. */
export function closedBecause(instrument: Instrument, atMs: Ms): string | undefined {
  const { id, status, sessions } = instrument;
  if (status !== 'trading') return `${id} is ${status}`;
  if (sessions === undefined) return undefined;
  const inWeek = (atMs + EPOCH_IN_WEEK) % WEEK;
  const isOpen = sessions.some(({ openMs, closeMs }) => inWeek >= openMs && inWeek < closeMs);
  return isOpen ? undefined : `${id} is outside its trading hours`;
}
