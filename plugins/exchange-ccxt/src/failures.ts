import { BotrcError, type Outcome, plainText } from '@botrc/sdk';

/**
 * ccxt's errors by what they mean for a request (https://docs.ccxt.com/#/?id=error-hierarchy): refused for good, or in
 * doubt. ExchangeError itself is what ccxt makes of a code that it does not know: in doubt, as is anything that is not
 * an error of ccxt's at all.
 */
const REFUSED: ReadonlySet<string> = new Set([
  'AuthenticationError',
  'ArgumentsRequired',
  'BadRequest',
  'OperationRejected',
  'InsufficientFunds',
  'InvalidOrder',
  'NotSupported',
  // Signed at a time that the venue does not take: it was not carried out.
  'InvalidNonce',
]);
const KEY = 'AuthenticationError';

/** The error's own name and those it descends from. */
function names(error: unknown): string[] {
  const found: string[] = [];
  for (let p = error; p instanceof Object && p !== Error.prototype; p = Object.getPrototypeOf(p))
    if (Object.hasOwn(p, 'constructor')) found.push((p as object).constructor.name);
  return found;
}

export function isA(error: unknown, name: string): boolean {
  return names(error).includes(name);
}

export function isRefused(error: unknown): boolean {
  return error instanceof BotrcError ? isFinal(error) : names(error).some((name) => REFUSED.has(name));
}

/** Our own errors: those of a request that never left. */
function isFinal({ code }: BotrcError): boolean {
  return code !== 'BOTRC_EXCHANGE_UNREACHABLE' && code !== 'BOTRC_EXCHANGE_CLOSED';
}

/** What became of an order request that failed: rejected, or unknown, and then it is asked for (E-3). */
export function outcomeOf(error: unknown): Outcome {
  const kind = isRefused(error) ? 'rejected' : 'unknown';
  return { kind, code: codeOf(error), reason: reasonOf(error) };
}

/** The failure of a question. */
export function coded(error: unknown, what: string): BotrcError {
  if (error instanceof BotrcError) return error;
  const code = isA(error, KEY)
    ? 'BOTRC_EXCHANGE_KEY'
    : isRefused(error)
      ? 'BOTRC_EXCHANGE_REFUSED'
      : 'BOTRC_EXCHANGE_UNREACHABLE';
  return new BotrcError(code, `${what}: ${reasonOf(error)}`, { found: codeOf(error) }, error);
}

function codeOf(error: unknown): string {
  if (error instanceof BotrcError) return error.code;
  return `ccxt-${error instanceof Error ? error.constructor.name : 'error'}`;
}

/** ccxt puts whole answers into its messages: a line of it is enough. */
export function reasonOf(error: unknown): string {
  return plainText(error instanceof Error ? error.message || error.name : String(error), 160);
}
