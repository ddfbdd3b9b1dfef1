import { BotrcError, type Exchange, type ExchangeSink } from '../../sdk/index.ts';
import type { SecretSet } from '../config/secrets.ts';

/**
 * The exchange with its secrets masked in all that it says in words: reasons of events and answers, and errors. A venue
 * that echoes a key, or a plugin that quotes it, must not bring it into the journal, a view or a message.
 */
export function redactingExchange(exchange: Exchange, secrets: SecretSet): Exchange {
  if (secrets.size === 0) return exchange;
  const call = (name: string | symbol, work: (...args: unknown[]) => unknown, args: unknown[]): unknown => {
    const [first] = args;
    const sink = first as ExchangeSink;
    const given = name === 'connect' ? [(event: never) => sink(redacted(event, secrets))] : args;
    const failed = (error: unknown): never => {
      throw redactedError(error, secrets);
    };
    try {
      const result = work.apply(exchange, given);
      if (!(result instanceof Promise)) return result;
      return result.then((value: unknown) => redacted(value, secrets), failed);
    } catch (error) {
      return failed(error);
    }
  };
  return new Proxy(exchange, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => call(name, value as (...all: unknown[]) => unknown, args);
    },
  });
}

/** Its `reason`, and those of the orders in it: all the free text that the contract has. */
function redacted<T>(value: T, secrets: SecretSet): T {
  if (typeof value !== 'object' || value === null) return value;
  const { reason, orders } = value as { readonly reason?: unknown; readonly orders?: unknown };
  const isWorded = typeof reason === 'string';
  if (!isWorded && !Array.isArray(orders)) return value;
  return {
    ...value,
    ...(isWorded && { reason: secrets.redact(reason) }),
    ...(Array.isArray(orders) && { orders: orders.map((order: unknown) => redacted(order, secrets)) }),
  };
}

/** The same error without a secret. Its cause goes: whoever prints it prints all of it. */
function redactedError(error: unknown, secrets: SecretSet): unknown {
  if (!(error instanceof BotrcError)) {
    if (!(error instanceof Error)) return secrets.redact(String(error));
    const clean = new Error(secrets.redact(error.message));
    clean.name = error.name;
    clean.stack = secrets.redact(error.stack ?? clean.message);
    return clean;
  }
  const detail = Object.entries(error.detail).map(([key, value]) => [
    key,
    typeof value === 'string' ? secrets.redact(value) : value,
  ]);
  return new BotrcError(error.code, secrets.redact(error.message), Object.fromEntries(detail));
}
