import { type PlainError, plainError, plainText } from '../../sdk/index.ts';
import type { SecretSet } from '../config/secrets.ts';

/** A notifier's error as it may be shown: secrets masked before anything is cut, control characters gone. */
export function shownError(error: unknown, secrets: SecretSet | undefined): PlainError {
  const { code, message, found, where, mend, data } = plainError(error);
  const clean = (text: string): string => plainText(secrets?.redact(text) ?? text, 300);
  return {
    code,
    message: clean(message),
    ...(found !== undefined && { found: clean(found) }),
    ...(where !== undefined && { where: clean(where) }),
    ...(mend !== undefined && { mend: clean(mend) }),
    // All that the host reads of it; what else a plugin puts there nobody has looked at.
    ...(typeof data?.retryAfterMs === 'number' && { data: { retryAfterMs: data.retryAfterMs } }),
  };
}
