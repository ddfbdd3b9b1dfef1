import type { Schema } from '@botrc/sdk';
import { z } from 'zod';

/** `exchange.options` of a profile, after validation. */
export interface CcxtOptions {
  /** ccxt's own name of the exchange: `bybit`, `okx`, `kraken`. */
  readonly id: string;
  /** What is traded there: an exchange may write BTCUSDT for several markets. @default "swap" */
  readonly type: 'swap' | 'future' | 'spot';
  /** Of contracts: what settles in the quote currency, or in the base. @default "linear" */
  readonly subType: 'linear' | 'inverse';
  /** The exchange's test network, where ccxt knows one. @default false */
  readonly sandbox: boolean;
  /** API key and secret, and a passphrase where the exchange has one; without them market data only. */
  readonly apiKey?: string;
  readonly secret?: string;
  readonly password?: string;
  /** Beginnings of ccxt's URLs → what they are instead, such as a stand-in server's. */
  readonly urls: Readonly<Record<string, string>>;
  /** Use ccxt's streams where it has them; false: everything is polled. @default true */
  readonly stream: boolean;
  /** Passed to ccxt as its own `options`. */
  readonly ccxt: Readonly<Record<string, unknown>>;
  /** Levels a side of the deepest book that may be subscribed. @default 50 */
  readonly depth: number;
  /** The limit that ccxt is given for a book; exchanges take only some. Absent: the exchange's own. */
  readonly bookLimit?: number;
  /** Deadline of a request, in ms. @default 10000 */
  readonly requestTimeoutMs: number;
  /** Deadline of reading all markets, in ms. @default 30000 */
  readonly marketsTimeoutMs: number;
  /** Between two looks at what the exchange does not stream, in ms. @default 2000 */
  readonly pollMs: number;
  /** A book silent for so long, in ms, is begun anew. @default 60000 */
  readonly staleMs: number;
}

const span = (fallback: number) => z.int().min(50).max(600_000).default(fallback);
const words = z.string().min(1);

export const optionsSchema: Schema<CcxtOptions> = z
  .strictObject({
    id: z
      .string()
      .regex(/^[a-z][a-z0-9]{1,30}$/, { error: "ccxt's name of an exchange, such as okx" })
      .describe("ccxt's own name of the exchange, such as okx."),
    type: z.enum(['swap', 'future', 'spot']).default('swap').describe('What is traded there.'),
    subType: z.enum(['linear', 'inverse']).default('linear').describe('Of contracts: what they settle in.'),
    sandbox: z.boolean().default(false).describe("The exchange's test network, where ccxt knows one."),
    apiKey: words.optional().describe('API key that may trade and may not withdraw'),
    secret: words.optional().describe('Secret of the API key'),
    password: words.optional().describe('Passphrase of the API key, where the exchange has one'),
    urls: z
      .record(words, words)
      .default({})
      .describe("Beginnings of ccxt's URLs, and what they are instead: for a stand-in server."),
    stream: z.boolean().default(true).describe("Use ccxt's streams where it has them; false: poll."),
    ccxt: z.record(words, z.unknown()).default({}).describe('Passed to ccxt as its own `options`.'),
    depth: z.int().min(1).max(1000).default(50).describe('Levels a side of the deepest book.'),
    bookLimit: z.int().min(1).max(5000).optional().describe('Limit that ccxt is given for a book.'),
    requestTimeoutMs: span(10_000).describe('Deadline of a request, in ms.'),
    marketsTimeoutMs: span(30_000).describe('Deadline of reading all markets, in ms.'),
    pollMs: span(2_000).describe('Between two looks at what the exchange does not stream, in ms.'),
    staleMs: span(60_000).describe('A book silent for so long is begun anew, in ms.'),
  })
  .refine((options) => (options.apiKey === undefined) === (options.secret === undefined), {
    error: 'apiKey and secret go together',
    path: ['secret'],
  })
  .transform(({ apiKey, secret, password, bookLimit, ...rest }) => ({
    ...rest,
    ...(apiKey !== undefined && { apiKey }),
    ...(secret !== undefined && { secret }),
    ...(password !== undefined && { password }),
    ...(bookLimit !== undefined && { bookLimit }),
  }));
