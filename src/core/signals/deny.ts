import type { InstrumentId, Intent, Owner } from '../../sdk/index.ts';
import type { SizingWord } from '../effect.ts';
import type { Refusal } from '../risk/gate.ts';
import { type Core, emit } from '../state.ts';
import { triggerOf } from '../trigger.ts';

/** A refusal before the gate, recorded as the gate records its own. */
export function deny(
  core: Core,
  owner: Owner,
  instrument: InstrumentId,
  intent: Intent,
  refusal: Refusal,
  sizing?: SizingWord,
): Refusal {
  emit(core, {
    type: 'record',
    record: {
      kind: 'verdict',
      owner,
      instrument,
      intent,
      verdict: 'deny',
      rules: [{ rule: refusal.rule, verdict: 'deny', used: '', limit: '', reason: refusal.reason }],
      ...triggerOf(core),
      ...(sizing && { sizing }),
    },
  });
  return refusal;
}
