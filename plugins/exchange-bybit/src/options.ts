import type { Schema } from '@botrc/sdk';
import { z } from 'zod';

/** Order book depths the venue streams, ascending. */
export const DEPTHS = [1, 50, 200] as const;
export type Depth = (typeof DEPTHS)[number];

/** `exchange.options` of a profile, after validation. */
export interface BybitOptions {
  /** Where REST is; the streams are at the same host. No trailing slash. @default "https://api.bybit.com" */
  readonly baseUrl: string;
  /** Use Bybit's test network; baseUrl must then be left out. @default false */
  readonly testnet: boolean;
  /** Use demo trading: the real market with an account of play money. @default false */
  readonly demo: boolean;
  /** Where the account is: that of `baseUrl`, or the demo host. No trailing slash. */
  readonly accountUrl: string;
  /** API key and secret; without both there is no account, market data only. In a profile names of environment variables. */
  readonly apiKey?: string;
  readonly apiSecret?: string;
  /** How old the venue may find a signed request, in ms; what is slower is refused. @default 5000 */
  readonly recvWindowMs: number;
  /** With no word from us for so long Bybit cancels open orders, in s, 3 to 300; 0 leaves the account's setting. @default 30 */
  readonly disconnectSeconds: number;
  /** USDT and USDC perpetuals and dated futures. @default "linear" */
  readonly category: 'linear';
  /** Levels a side of the deepest book that may be subscribed. @default 50 */
  readonly depth: Depth;
  /** A book silent for so long, in ms, is asked for anew. @default 5000 */
  readonly staleMs: number;
  /** Deadline of a REST request, a connection attempt and a subscription, in ms. @default 10000 */
  readonly requestTimeoutMs: number;
  /** Time between pings, in ms; the venue drops a connection that is quiet for longer. @default 20000 */
  readonly pingMs: number;
  /** A ping unanswered for so long, in ms, ends the connection. @default 10000 */
  readonly pongMs: number;
}

const MAINNET = 'https://api.bybit.com';
const TESTNET = 'https://api-testnet.bybit.com';
const DEMO = 'https://api-demo.bybit.com';

const span = (fallback: number) => z.int().min(50).max(600_000).default(fallback);

export const optionsSchema: Schema<BybitOptions> = z
  .strictObject({
    baseUrl: z
      .url({ protocol: /^https?$/, error: 'an http or https URL is wanted, such as https://api.bybit.com' })
      .optional()
      .describe('Where REST is; the streams are at the same host. Default: https://api.bybit.com'),
    testnet: z.boolean().default(false).describe("Use Bybit's test network."),
    demo: z.boolean().default(false).describe("Trade on Bybit's demo account, at the real market's prices."),
    apiKey: z.string().min(1).optional().describe('API key that may trade and may not withdraw'),
    apiSecret: z.string().min(1).optional().describe('Secret of the API key'),
    category: z
      .literal('linear', {
        error: 'only "linear" is built: spot has other book and ticker rules, inverse settles in coins',
      })
      .default('linear')
      .describe('Kind of contracts; linear is the only one built.'),
    recvWindowMs: z
      .int()
      .min(200)
      .max(60_000)
      .default(5000)
      .describe('How old Bybit may find a signed request, in ms.'),
    disconnectSeconds: z
      .union([z.literal(0), z.int().min(3).max(300)], { error: '0, or 3 to 300 seconds' })
      .default(30)
      .describe('Bybit cancels open orders after so many seconds without us; 0 leaves its setting.'),
    depth: z
      .literal([...DEPTHS], { error: `the venue streams ${DEPTHS.join(', ')} levels` })
      .default(50)
      .describe('Levels a side of the deepest book that may be subscribed.'),
    staleMs: span(5000).describe('A book silent for so long is asked for anew, in ms.'),
    requestTimeoutMs: span(10_000).describe('Deadline of a request or a connection attempt, in ms.'),
    pingMs: span(20_000).describe('Time between pings, in ms.'),
    pongMs: span(10_000).describe('A ping unanswered for so long ends the connection, in ms.'),
  })
  .refine((options) => !(options.testnet && options.baseUrl !== undefined), {
    error: 'testnet and baseUrl exclude each other: leave one of them out',
    path: ['baseUrl'],
  })
  .refine((options) => !(options.demo && (options.testnet || options.baseUrl !== undefined)), {
    error: 'demo goes with neither testnet nor baseUrl: it is at the real market',
    path: ['demo'],
  })
  .refine((options) => (options.apiKey === undefined) === (options.apiSecret === undefined), {
    error: 'apiKey and apiSecret go together',
    path: ['apiSecret'],
  })
  .transform(({ baseUrl: given, apiKey, apiSecret, ...rest }) => {
    const baseUrl = (given ?? (rest.testnet ? TESTNET : MAINNET)).replace(/\/+$/, '');
    return {
      ...rest,
      baseUrl,
      accountUrl: rest.demo ? DEMO : baseUrl,
      ...(apiKey !== undefined && { apiKey }),
      ...(apiSecret !== undefined && { apiSecret }),
    };
  });

/** Bybit serves its streams from hosts of their own; a stand-in serves them beside its REST. */
const STREAM_HOSTS: Readonly<Record<string, string>> = {
  'api.bybit.com': 'stream.bybit.com',
  'api-testnet.bybit.com': 'stream-testnet.bybit.com',
  'api-demo.bybit.com': 'stream-demo.bybit.com',
};

/** `http://127.0.0.1:18080` → `ws://127.0.0.1:18080/v5/public/linear`, `/v5/private` or `/v5/trade`. */
export function streamUrl(baseUrl: string, path: 'public/linear' | 'private' | 'trade'): string {
  const url = new URL(baseUrl);
  const scheme = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const prefix = url.pathname.replace(/\/+$/, '');
  return `${scheme}//${STREAM_HOSTS[url.host] ?? url.host}${prefix}/v5/${path}`;
}
