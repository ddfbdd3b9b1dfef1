import { cancelEntries } from '../../kill.ts';
import { type Core, emit } from '../../state.ts';

/** The runtime could not keep up (R-13): it is told, and with `halt` entries stop until an operator resumes. */
export function watchBackpressure(core: Core, reason: string): void {
  const halts = core.config.risk.backpressure === 'halt';
  if (halts && !core.facts.halt) {
    emit(core, { type: 'record', record: { kind: 'halted', rule: 'backpressure', reason } });
    cancelEntries(core, reason);
  }
  emit(core, {
    type: 'alert',
    level: 'warning',
    title: halts ? 'entries halted: overload' : 'overload',
    text: `${reason}. ${halts ? 'Entries return with `bot resume --reason …`.' : 'Entries wait for fresh data.'}`,
    dedupeKey: 'backpressure',
  });
}
