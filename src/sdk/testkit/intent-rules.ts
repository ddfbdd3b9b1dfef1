import type { Instrument } from '../market/instrument.ts';
import type { Intent } from '../orders/intent.ts';
import { amendFlaw, ladderPrice, plainOrderFlaw, signalFlaw } from '../orders/intent-form.ts';
import type { InstrumentId } from '../values/ids.ts';
import { isClientOrderId } from '../values/ids.ts';
import type { Price } from '../values/money.ts';
import { plainText } from '../values/text.ts';

/** What an intent must be before the core looks at it. Returns the first flaw as a sentence, or undefined. */
export function intentFlaw(
  intent: Intent,
  instruments: readonly Instrument[],
  lastPrice: (id: InstrumentId) => Price | undefined,
): string | undefined {
  if (typeof intent !== 'object' || intent === null) return `an intent is an object, not ${String(intent)}`;
  if (!['signal', 'exit', 'order', 'cancel', 'amend'].includes(intent.type)) {
    return `"${String(intent.type)}" is no type of intent`;
  }
  if (
    typeof intent.reason !== 'string' ||
    intent.reason === '' ||
    plainText(intent.reason) !== intent.reason
  ) {
    return 'the reason is not one short line of plain text';
  }
  if (intent.type === 'cancel' || intent.type === 'amend') {
    if (!isClientOrderId(intent.clientOrderId)) return `the ${intent.type} names no client order id`;
    return intent.type === 'amend' ? amendFlaw(intent) : undefined;
  }
  if (!instruments.some((i) => i.id === intent.instrument)) {
    return `${intent.instrument} is not one of the given instruments`;
  }
  if (intent.type === 'signal')
    return signalFlaw(intent, ladderPrice(intent) ?? lastPrice(intent.instrument));
  return intent.type === 'order' ? plainOrderFlaw(intent) : undefined;
}
