import { CODE_ROWS, type CodeKind } from './code-table.ts';

/** What a code says of the request that it answers. */
export type Verdict =
  /** The venue has it so already: as good as done. */
  | 'done'
  /** It was not carried out, and will not be. */
  | 'refused'
  /** It may or may not have been carried out: asked for by its client order id, never sent anew. */
  | 'unknown';

/** What is worth another attempt: of a question. A request is never sent twice under two ids. */
export type Retry = 'no' | 'later' | 'after-clock' | 'after-limit';

export interface CodeMeaning {
  readonly verdict: Verdict;
  readonly retry: Retry;
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  /** What the operator reads. */
  readonly text: string;
  /** Worth the operator's eye at once: a field of the log line. */
  readonly alert: boolean;
}

const KINDS: Readonly<Record<CodeKind, Omit<CodeMeaning, 'text'>>> = {
  /** Nothing to change. */
  same: { verdict: 'done', retry: 'no', level: 'debug', alert: false },
  /** A race with a fill or a cancel: everyday life. */
  late: { verdict: 'refused', retry: 'no', level: 'info', alert: false },
  /** What was asked for breaks a rule. */
  rule: { verdict: 'refused', retry: 'no', level: 'warn', alert: false },
  /** Money is short. */
  funds: { verdict: 'refused', retry: 'no', level: 'warn', alert: true },
  /** The key or the account may not: a person must act. */
  rights: { verdict: 'refused', retry: 'no', level: 'error', alert: true },
  /** Our clock: measured anew, then sent once more under the same id. */
  clock: { verdict: 'refused', retry: 'after-clock', level: 'warn', alert: false },
  /** Too much was asked: the account pauses. */
  limit: { verdict: 'unknown', retry: 'after-limit', level: 'warn', alert: false },
  /** The venue does not know itself. */
  doubt: { verdict: 'unknown', retry: 'later', level: 'warn', alert: false },
};

const TABLE: ReadonlyMap<number, CodeMeaning> = new Map(
  CODE_ROWS.flatMap(([kind, rows]) =>
    Object.entries(rows).map(([code, text]) => [Number(code), { ...KINDS[kind], text }]),
  ),
);

/** A code that is in no table may mean anything: treated as in doubt, and alerted (E-5). */
const UNKNOWN: CodeMeaning = {
  ...KINDS.doubt,
  level: 'error',
  alert: true,
  text: 'Bybit answers with a code that this version does not know',
};

/** E-5: what a return code means. `message` tells apart what Bybit puts under one code. */
export function meaningOf(code: number, message: string): CodeMeaning {
  // One code for every wrong parameter, and for an amend that changes nothing.
  if (code === 10_001 && /remains unchanged/i.test(message))
    return { ...KINDS.same, text: 'The order is like that already' };
  return TABLE.get(code) ?? UNKNOWN;
}

/** Every code in the table. */
export const KNOWN_CODES: readonly number[] = [...TABLE.keys()];
