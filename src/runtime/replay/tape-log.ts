import type { Effect } from '../../core/effect.ts';
import type { Stamp } from '../../core/event.ts';
import type { Facts } from '../../core/facts.ts';
import { formatTrim, type PluginLog } from '../../sdk/index.ts';
import { logEvent } from '../event-log.ts';
import { recordLine } from '../record-line.ts';
import type { Played } from './reel.ts';

/**
 * Tells what happens on the tape as the bot's own log would have.
 * @param onAt hears the recorded time before each line.
 */
export function logPlayed(log: PluginLog, played: Played, facts: Facts, onAt: (atMs: number) => void): void {
  let next = 0;
  for (const event of played.events) {
    onAt(event.at);
    logEvent(log, event, facts);
    const decision = played.decisions[next];
    if (decision?.seq !== event.seq) continue;
    next++;
    for (const effect of decision.effects) logEffect(log, effect, decision, facts);
  }
}

function logEffect(log: PluginLog, effect: Effect, { seq, at }: Stamp, facts: Facts): void {
  switch (effect.type) {
    case 'submit': {
      const { clientOrderId, instrument, side, quantity, type, role } = effect.order;
      const size = formatTrim(quantity, facts.instruments.get(instrument)?.quantityScale ?? 0);
      log.info(`submit ${role}: ${side} ${size} ${instrument} ${type}`, { seq, clientOrderId });
      return;
    }
    case 'amend':
    case 'cancel': {
      const { clientOrderId, instrument } = effect.request;
      log.info(`${effect.type}: ${instrument}`, { seq, clientOrderId });
      return;
    }
    case 'alert':
      log[effect.level === 'info' ? 'info' : 'warn'](`alert: ${effect.title}`, { seq });
      return;
    case 'record': {
      const { text, fields } = recordLine(effect.record, at);
      log.info(text, { seq, ...fields });
      return;
    }
    case 'timer':
      return;
  }
}
