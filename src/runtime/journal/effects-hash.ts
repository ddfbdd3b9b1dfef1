import { createHash } from 'node:crypto';
import type { Decision } from '../../core/effect.ts';
import { decisionText } from './entry.ts';

/** sha256 over every decision's canonical text, a line each: equal digests are equal effects, byte for byte. */
export interface EffectsHash {
  /** One without effects counts for nothing: the journal does not keep it either. */
  push(decision: Decision): void;
  /** Of what was pushed so far, hex; pushing may go on. */
  digest(): string;
}

export function createEffectsHash(): EffectsHash {
  const hash = createHash('sha256');
  return {
    push: (decision) => {
      if (decision.effects.length > 0) hash.update(`${decisionText(decision)}\n`);
    },
    digest: () => hash.copy().digest('hex'),
  };
}
