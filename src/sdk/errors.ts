/**
 * The one error type of botrc. Every failure a person may meet carries a stable code, one sentence of what
 * happened, and, where known, what was found, where, and how to mend it.
 */
export interface ErrorDetail {
  /** What was found, in a few words: `"sdk ^2"`, `"1h"`. Never a secret. */
  readonly found?: string;
  /** Where: `profiles/demo.yml:12:3`, `exchange.options.baseUrl`, a path, a url. */
  readonly where?: string;
  /** What the reader can do about it, as an imperative sentence. */
  readonly mend?: string;
  /** Machine-readable extra, JSON-plain. Never a secret. */
  readonly data?: Readonly<Record<string, string | number | boolean | null>>;
}

/** Stable, upper-case, documented in docs/errors.md: `BOTRC_CONFIG_UNKNOWN_KEY`. */
export type ErrorCode = `BOTRC_${string}`;

export class BotrcError extends Error {
  readonly code: ErrorCode;
  readonly detail: ErrorDetail;

  constructor(code: ErrorCode, message: string, detail: ErrorDetail = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'BotrcError';
    this.code = code;
    this.detail = detail;
  }
}

/** A plain, structured-cloneable and JSON-plain form, for messages between threads and processes. */
export interface PlainError extends ErrorDetail {
  readonly code: ErrorCode;
  readonly message: string;
}

/** Any thrown value as a plain error; what has no code of its own gets `BOTRC_INTERNAL`. */
export function plainError(error: unknown): PlainError {
  if (error instanceof BotrcError) return { ...error.detail, code: error.code, message: error.message };
  if (error instanceof Error)
    return {
      code: 'BOTRC_INTERNAL',
      message: `${error.name}: ${error.message}`,
    };
  return { code: 'BOTRC_INTERNAL', message: String(error) };
}

/** The error again, on the other side of a message. */
export function errorFromPlain(plain: PlainError): BotrcError {
  const { code, message, ...detail } = plain;
  return new BotrcError(code, message, detail);
}
