import { type Answer, type Intent, type Ms, plainText } from '../sdk/index.ts';

/** Most intents one call may answer with, and most within a minute; a strategy that says more is out of order. */
const MOST_AT_ONCE = 20;
const MOST_A_MINUTE = 600;
const MINUTE: Ms = 60_000;

/** How much a strategy has said in its present minute. */
export interface Chatter {
  sinceMs: Ms;
  intents: number;
}

/**
 * What a strategy answered, as a list of its own; nothing of it is trusted, so whatever is odd about it is found here.
 * @throws whatever a strategy's own objects throw, and a text for what it must not answer: too much, or NaN.
 */
export function intentsOf(answer: Answer, chatter: Chatter, now: Ms): readonly Intent[] {
  const intents: readonly Intent[] = Array.isArray(answer) ? answer : [answer as Intent];
  const { length } = intents;
  if (length > MOST_AT_ONCE) throw new Disorder(`${length} intents at once`);
  if (now - chatter.sinceMs >= MINUTE) {
    chatter.sinceMs = now;
    chatter.intents = 0;
  }
  chatter.intents += length;
  if (chatter.intents > MOST_A_MINUTE)
    throw new Disorder(`more than ${MOST_A_MINUTE} intents within a minute`);
  for (const intent of intents) {
    const field = brokenNumber(intent as unknown);
    if (field !== undefined) throw new Disorder(field);
  }
  return intents;
}

/** Said to whoever asks why the strategy was stopped: "it answered with …". */
class Disorder extends Error {
  override toString(): string {
    return `with ${this.message}`;
  }
}

/** The first NaN or infinite number of an intent, as `NaN as its stop`; of its targets and rungs too. */
function brokenNumber(intent: unknown): string | undefined {
  if (typeof intent !== 'object' || intent === null) return undefined;
  const fields = intent as Readonly<Record<string, unknown>>;
  for (const name in fields) {
    const value = fields[name];
    if (typeof value === 'number' && !Number.isFinite(value)) return `${value} as its ${name}`;
    if (!Array.isArray(value)) continue;
    for (const part of value) {
      const found = brokenNumber(part);
      if (found !== undefined) return `${found} of ${name}`;
    }
  }
  return undefined;
}

/** Whatever was thrown, as a line; it may be made so that it cannot be read. */
export function thrownText(error: unknown): string {
  try {
    return plainText(String(error));
  } catch {
    return 'something that cannot be read';
  }
}
