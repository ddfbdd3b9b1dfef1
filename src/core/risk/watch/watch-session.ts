import { type InstrumentId, keyText, type PositionKey } from '../../../sdk/index.ts';
import { requestFlatten } from '../../flatten.ts';
import { cancelEntries } from '../../kill.ts';
import { allOpenOrders } from '../../orders/open-orders.ts';
import { type Core, emit } from '../../state.ts';
import { sessionOf } from '../rules/session.ts';

/** The timer of an instrument's session is `session/<instrument>`. */
const KIND = 'session';

/**
 * cancels entries when the last minutes of a session begin, closes what is held before its end, and asks to be
 * woken for the next of these. Asked at a start, at a new definition, by its own timer and after every fill.
 */
export function watchSession(core: Core, instrument: InstrumentId): void {
  const config = core.config.risk.session;
  if (!config || !core.markets.has(instrument)) return;
  const { isOpen, leftMs } = sessionOf(core, instrument);
  let dueMs = leftMs;
  if (!isOpen) tellHeld(core, instrument);
  else if (leftMs <= config.flatMs) closeAll(core, instrument);
  else if (leftMs <= config.noEntriesMs) {
    cancelEntries(core, 'the session closes soon', instrument);
    dueMs = leftMs - config.flatMs;
  } else dueMs = leftMs - Math.max(config.noEntriesMs, config.flatMs);
  if (dueMs === Number.POSITIVE_INFINITY) return;
  const timerId = `${KIND}/${instrument}`;
  const at = core.now + dueMs;
  if (core.facts.timers.get(timerId) !== at) emit(core, { type: 'timer', timerId, dueMs: at });
}

/** For every instrument: a start or another profile. */
export function watchSessions(core: Core): void {
  for (const instrument of core.markets.keys()) watchSession(core, instrument);
}

function closeAll(core: Core, instrument: InstrumentId): void {
  const keys = new Map<string, PositionKey>();
  for (const key of [...core.facts.positions.values(), ...allOpenOrders(core.facts)]) {
    if (key.instrument === instrument) keys.set(keyText(key), key);
  }
  requestFlatten(core, [...keys.values()], 'flat before the session closes', 'flatten');
}

function tellHeld(core: Core, instrument: InstrumentId): void {
  for (const position of core.facts.positions.values()) {
    if (position.instrument !== instrument || position.quantity === 0) continue;
    emit(core, {
      type: 'alert',
      level: 'critical',
      title: `${instrument}: held over the close`,
      text: 'The session has closed and the position could not be closed before it.',
      dedupeKey: `session/${keyText(position)}`,
    });
  }
}
