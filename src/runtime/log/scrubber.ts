import { type LogFields, plainError, plainText } from '../../sdk/index.ts';
import { SECRET_MASK, type SecretSet } from '../config/secrets.ts';

type LogValue = LogFields[string];

/** Characters of one message or field that are kept. */
const MAX_TEXT = 2000;
const MAX_FIELDS = 32;
/** A field so named is masked whatever it holds. */
const SECRET_NAME =
  /token|secret|passw|passphrase|api[-_]?key|private[-_]?key|authorization|cookie|signature|credential|mnemonic/i;
/** What every line states itself: a field cannot pose as it. */
const OWN_KEYS = new Set(['time', 'level', 'source', 'msg']);

/**
 * Makes whatever is logged safe to leave: secrets masked, control characters gone, lengths bounded. Plugins in plain
 * JavaScript may pass anything, so nothing about the values is taken on trust.
 */
export class Scrubber {
  readonly #secrets: SecretSet;

  constructor(secrets: SecretSet) {
    this.#secrets = secrets;
  }

  /** Secrets go first: a cut or a cleaned text might hide one from the search and still show most of it. */
  text(text: unknown, max: number = MAX_TEXT): string {
    return plainText(this.#secrets.redact(String(text)), max);
  }

  fields(fields: Readonly<Record<string, unknown>> = {}): LogFields {
    const clean: Record<string, LogValue> = {};
    if (fields instanceof Error) return { error: this.#value('error', fields) };
    for (const [key, value] of Object.entries(fields).slice(0, MAX_FIELDS)) {
      if (value === undefined) continue;
      const name = this.text(key, 64);
      clean[OWN_KEYS.has(name) ? `${name}_` : name] = this.#value(key, value);
    }
    return clean;
  }

  #value(key: string, value: unknown): LogValue {
    if (value === null || typeof value === 'boolean') return value;
    if (SECRET_NAME.test(key)) return SECRET_MASK;
    if (typeof value === 'number' && Number.isFinite(value)) return this.#number(value);
    if (value instanceof Error) {
      const { code, message } = plainError(value);
      return this.text(`${code}: ${message}`);
    }
    return this.text(typeof value === 'object' ? this.#json(value) : value);
  }

  /** A secret may be all digits. */
  #number(value: number): LogValue {
    const text = String(value);
    const clean = this.#secrets.redact(text);
    return clean === text ? value : clean;
  }

  /** Each text in it by itself: JSON in JSON escapes twice, and the search knows a secret escaped once. */
  #json(value: object): string {
    try {
      return JSON.stringify(value, (key, inner: unknown) => {
        if (key !== '' && SECRET_NAME.test(key)) return SECRET_MASK;
        if (inner instanceof Error) return this.#secrets.redact(`${inner.name}: ${inner.message}`);
        if (typeof inner === 'string') return this.#secrets.redact(inner);
        return typeof inner === 'bigint' ? String(inner) : inner;
      });
    } catch (error) {
      return `(cannot be shown: ${String(error)})`;
    }
  }
}
