import { createHash } from 'node:crypto';
import type { Decision } from '../../core/effect.ts';
import { decisionText } from './decision-text.ts';

/** sha256 over every decision's canonical text, a line each: equal digests are equal effects, byte for byte. */
export interface EffectsHash {
  /** One without effects counts for nothing: the journal does not keep it either. */
  push(decision: Decision): void;
  /** Of what was pushed so far, hex; pushing may go on. */
  digest(): string;
}

/** Characters hashed at once: each call has a cost of its own. */
const CHUNK = 16_384;

export function createEffectsHash(): EffectsHash {
  const hash = createHash('sha256');
  let texts = '';
  return {
    push: (decision) => {
      if (decision.effects.length === 0) return;
      texts += `${decisionText(decision)}\n`;
      if (texts.length < CHUNK) return;
      hash.update(texts);
      texts = '';
    },
    digest: () => hash.copy().update(texts).digest('hex'),
  };
}
