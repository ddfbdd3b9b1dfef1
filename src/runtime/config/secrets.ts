/** What stands where a secret would. */
export const SECRET_MASK = '•••';

/**
 * The secret values of one configuration, so that whatever is about to be printed can be cleared of them. Holding
 * the set shows nothing: neither JSON nor the inspector sees inside.
 */
export class SecretSet {
  /** Every form a secret may take in a text, longest first: one secret may contain another. */
  #forms: readonly string[] = [];
  readonly #values = new Set<string>();

  /** @param value empty texts are ignored: they hide nothing. */
  add(value: string): void {
    if (value === '') return;
    this.#values.add(value);
    const forms = new Set([...this.#forms, value]);
    forms.add(JSON.stringify(value).slice(1, -1));
    // A lone surrogate has no UTF-8 form, and encodeURIComponent throws on it.
    forms.add(encodeURIComponent(value.replace(/\p{Cs}/gu, '\uFFFD')));
    forms.add(Buffer.from(value).toString('base64'));
    this.#forms = [...forms].sort((a, b) => b.length - a.length);
  }

  get size(): number {
    return this.#values.size;
  }

  /** True for a value that is a secret as a whole. */
  has(value: string): boolean {
    return this.#values.has(value);
  }

  /** The text with every secret replaced by `•••`, URL-encoded, JSON-escaped and base64 forms too. */
  redact(text: string): string {
    let clean = text;
    for (const form of this.#forms) clean = clean.replaceAll(form, SECRET_MASK);
    return clean;
  }

  toJSON(): string {
    return SECRET_MASK;
  }
}
