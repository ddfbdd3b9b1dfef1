/** What one look found. */
export interface Finding {
  /** A word: `node`, `terminal`, `config`. */
  readonly check: string;
  readonly state: 'ok' | 'warning' | 'fail';
  readonly text: string;
  /** How to mend it; with every warning and failure. */
  readonly mend?: string;
}

export function ok(check: string, text: string): Finding {
  return { check, state: 'ok', text };
}

export function warning(check: string, text: string, mend: string): Finding {
  return { check, state: 'warning', text, mend };
}

export function fail(check: string, text: string, mend: string): Finding {
  return { check, state: 'fail', text, mend };
}
