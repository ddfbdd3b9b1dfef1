import { encode } from '../../core/codec.ts';
import type { CoreRecord, Decision, Effect, RuleVerdict } from '../../core/effect.ts';

type Verdict = Extract<CoreRecord, { kind: 'verdict' }>;

/**
 * A decision's canonical text: what is journaled is what is hashed. The same as `encode` makes of all of it, but the
 * words of the risk rules, which are the most of it, are written anew only where they are others than before.
 */
export function decisionText({ seq, at, effects }: Decision): string {
  let texts = '';
  for (const effect of effects) texts += texts === '' ? effectText(effect) : `,${effectText(effect)}`;
  return `{"seq":${seq},"at":${at},"effects":[${texts}]}`;
}

function effectText(effect: Effect): string {
  if (effect.type !== 'record' || effect.record.kind !== 'verdict') return encode(effect);
  return withField(effect, 'record', verdictText(effect.record));
}

function verdictText(record: Verdict): string {
  let words = '';
  for (const word of record.rules) words += words === '' ? wordText(word) : `,${wordText(word)}`;
  return withField(record, 'rules', `[${words}]`);
}

/** The newest word of each rule and its text: the gate hands out the same record while a rule says the same. */
const KNOWN = new Map<string, { word: RuleVerdict; text: string }>();
/** Rules of plugins have any name. */
const MOST_KNOWN = 1_000;

function wordText(word: RuleVerdict): string {
  const known = KNOWN.get(word.rule);
  if (known?.word === word) return known.text;
  const text = encode(word);
  if (known !== undefined) {
    known.word = word;
    known.text = text;
  } else {
    if (KNOWN.size === MOST_KNOWN) KNOWN.clear();
    KNOWN.set(word.rule, { word, text });
  }
  return text;
}

/** The text of a record of the core's own, with one field's text known. Names of fields are plain words. */
function withField<T extends object>(record: T, name: keyof T, known: string): string {
  let texts = '';
  for (const key in record) {
    const text = key === name ? known : textOf(record[key]);
    if (text !== undefined) texts += `${texts === '' ? '' : ','}"${key}":${text}`;
  }
  return `{${texts}}`;
}

/** As JSON, which leaves out a field that is undefined. */
function textOf(value: unknown): string | undefined {
  return value === undefined ? undefined : encode(value);
}
