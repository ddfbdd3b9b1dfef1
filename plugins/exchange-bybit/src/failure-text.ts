import { plainText } from '@botrc/sdk';

/** What went wrong on the network, in the words of the innermost cause: `connect ECONNREFUSED 127.0.0.1:18080`. */
export function failureText(error: unknown): string {
  if (!(error instanceof Error)) return plainText(String(error));
  if (error.cause instanceof Error) return failureText(error.cause);
  // A name with two addresses fails with an error for each, and none of its own.
  if (error instanceof AggregateError && error.errors.length > 0) return failureText(error.errors[0]);
  return plainText(error.message || error.name);
}
