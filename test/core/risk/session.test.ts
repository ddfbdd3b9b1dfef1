import { describe, expect, it } from 'vitest';
import { sessionAt } from '../../../src/core/market/session.ts';
import type { SessionConfig } from '../../../src/core/risk/config.ts';
import { BTC, CoreBench, cancels, LONG, submits } from '../harness.ts';
import { alerts, answer, enter, recovered, resting, withRisk } from './rig.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const DAY = 24 * HOUR;
/** Tuesday, 2023-11-14, 00:00 UTC. */
const TUESDAY = 1_699_920_000_000;
/** 09:00 to 18:00 from Monday to Friday. */
const HOURS = [0, 1, 2, 3, 4].map((day) => ({
  openMs: day * DAY + 9 * HOUR,
  closeMs: day * DAY + 18 * HOUR,
}));

const SESSION: SessionConfig = { hours: HOURS, noEntriesMs: 30 * MINUTE, flatMs: 10 * MINUTE };

function at(time: number): CoreBench {
  const bench = new CoreBench(withRisk({ session: SESSION }));
  bench.now = TUESDAY + time - MINUTE;
  return bench;
}

describe('session (R-12)', () => {
  it.each([
    ['before it opens', 9 * HOUR - 1, 'session'],
    ['at its opening', 9 * HOUR, 'allowed'],
    ['31 minutes before its close', 17.5 * HOUR - 1, 'allowed'],
    ['30 minutes before its close', 17.5 * HOUR, 'session'],
    ['at its close', 18 * HOUR, 'session'],
    ['on Saturday', 4 * DAY + 12 * HOUR, 'session'],
  ])('an entry %s', (_case, time, expected) => {
    const order = answer(at(time), 's1', LONG);
    expect(typeof order === 'string' ? order : 'allowed').toBe(expected);
  });

  it('is in the time of the profile’s zone', () => {
    const session = { hours: HOURS, noEntriesMs: 0, flatMs: 0 };
    const bench = new CoreBench({ ...withRisk({ session }), zone: [[0, -5 * HOUR]] });
    bench.now = TUESDAY + 13 * HOUR - MINUTE;
    expect(answer(bench, 's1', LONG)).toBe('session');
    bench.now = TUESDAY + 14 * HOUR - MINUTE;
    expect(answer(bench, 's1', LONG)).toMatchObject({ side: 'buy' });
  });

  it('cancels entries at its last entry time, and closes what is held before its end, by its timer', () => {
    const bench = at(12 * HOUR);
    enter(bench, 's1', LONG);
    const rest = answer(bench, 's2', resting({ instrument: 'ETHUSDT' }));
    if (typeof rest === 'string') throw new Error(rest);
    bench.now = TUESDAY + 17.5 * HOUR;
    expect(cancels(bench.send({ type: 'timer', timerId: 'session/ETHUSDT' }))).toEqual([rest.clientOrderId]);
    expect(submits(bench.send({ type: 'timer', timerId: 'session/BTCUSDT' }))).toEqual([]);
    expect(bench.facts.timers.get('session/BTCUSDT')).toBe(TUESDAY + 17 * HOUR + 50 * MINUTE);
    bench.now = TUESDAY + 17 * HOUR + 50 * MINUTE;
    expect(submits(bench.send({ type: 'timer', timerId: 'session/BTCUSDT' }))).toMatchObject([
      { reduceOnly: true, role: 'flatten', quantity: 333 },
    ]);
  });

  it('closes an entry that fills in its last minutes, and says what is held over the close', () => {
    const bench = at(12 * HOUR);
    const order = answer(bench, 's1', LONG);
    if (typeof order === 'string') throw new Error(order);
    bench.now = TUESDAY + 17 * HOUR + 55 * MINUTE;
    expect(submits(bench.fill(order, 333, 300_000))).toContainEqual(
      expect.objectContaining({ role: 'flatten', quantity: 333 }),
    );
    bench.now = TUESDAY + 18 * HOUR;
    expect(alerts(bench.send({ type: 'timer', timerId: 'session/BTCUSDT' }))).toEqual([
      'critical: BTCUSDT: held over the close',
    ]);
    expect(alerts(bench.send({ type: 'timer', timerId: 'session/ETHUSDT' }))).toEqual([]);
  });

  it('wakes for every instrument that it knows as soon as a profile asks for it', () => {
    const before = new CoreBench();
    const after = new CoreBench(withRisk({ session: SESSION }), recovered(before));
    const [{ event, effects } = {}] = after.history;
    expect(event?.type).toBe('config');
    const timers = effects?.filter(({ type }) => type === 'timer');
    expect(timers).toMatchObject([{ timerId: 'session/BTCUSDT' }, { timerId: 'session/ETHUSDT' }]);
  });

  it('takes the hours of the instrument, in UTC', () => {
    const { hours: _, ...session } = { hours: HOURS, noEntriesMs: 0, flatMs: 0 };
    const bench = new CoreBench(withRisk({ session }));
    bench.send({ type: 'instrument', instrument: 'BTCUSDT', definition: { ...BTC, sessions: HOURS } });
    bench.now = TUESDAY + 8 * HOUR;
    expect(answer(bench, 's1', LONG)).toBe('session');
    bench.now = TUESDAY + 9 * HOUR;
    expect(answer(bench, 's1', LONG)).toMatchObject({ side: 'buy' });
  });
});

describe('weekly sessions', () => {
  const week = (sessions: readonly [number, number][]) =>
    sessions.map(([openMs, closeMs]) => ({ openMs, closeMs }));
  const MONDAY = TUESDAY - DAY;

  it('that touch are one, over the end of the week too', () => {
    const sessions = week([
      [0, DAY],
      [DAY, 2 * DAY],
      [6 * DAY, 7 * DAY],
    ]);
    expect(sessionAt(sessions, MONDAY)).toEqual({ isOpen: true, leftMs: 2 * DAY });
    expect(sessionAt(sessions, MONDAY + 6 * DAY)).toEqual({ isOpen: true, leftMs: 3 * DAY });
    expect(sessionAt(sessions, MONDAY + 2 * DAY)).toEqual({ isOpen: false, leftMs: 4 * DAY });
  });

  it('never close where they fill the week', () => {
    expect(sessionAt(week([[0, 7 * DAY]]), MONDAY).leftMs).toBe(Number.POSITIVE_INFINITY);
    expect(sessionAt([], MONDAY)).toEqual({ isOpen: false, leftMs: Number.POSITIVE_INFINITY });
  });
});
