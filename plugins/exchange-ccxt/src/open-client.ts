import { BotrcError } from '@botrc/sdk';
import type { CcxtClient, CcxtSocket } from './client.ts';
import { exactNumber } from './exact.ts';
import { loadClass } from './load-class.ts';
import type { CcxtOptions } from './options.ts';

/**
 * ccxt's client of the one exchange.
 * @throws BOTRC_CCXT_EXCHANGE, BOTRC_CCXT_MISSING, BOTRC_CCXT_URL where a URL to replace is none of ccxt's
 */
export function openClient(options: CcxtOptions): CcxtClient {
  const { id, type, subType, apiKey, secret, password, requestTimeoutMs } = options;
  const client = new (loadClass(id))({
    number: exactNumber,
    newUpdates: true,
    enableRateLimit: true,
    timeout: requestTimeoutMs,
    options: {
      defaultType: type,
      defaultSubType: subType,
      // Bybit's reaches back 500 orders only, and ccxt wants to hear that this is known.
      fetchOrder: { acknowledged: true },
      ...options.ccxt,
    },
    ...(apiKey !== undefined && { apiKey, secret }),
    ...(password !== undefined && { password }),
  });
  if (options.sandbox) {
    if (client.urls.test === undefined)
      throw new BotrcError('BOTRC_NOT_SUPPORTED', `ccxt knows no test network of ${id}`, {
        where: 'exchange.options.sandbox',
        mend: 'Take it out, and trade in paper mode.',
      });
    client.setSandboxMode(true);
  }
  // Markets alone are read: the list of currencies needs a key at some exchanges, and nothing here asks for it.
  client.has.fetchCurrencies = false;
  if (!options.stream)
    for (const method of Object.keys(client.has)) if (method.startsWith('watch')) client.has[method] = false;
  guardSends(client);
  for (const [from, to] of Object.entries(options.urls)) {
    const replaced = replaceIn(client.urls, from, to);
    if (JSON.stringify(replaced) === JSON.stringify(client.urls))
      throw new BotrcError('BOTRC_CCXT_URL', `no URL of ccxt's ${id} begins with "${from}"`, {
        where: 'exchange.options.urls',
        mend: "Write its beginning as it stands in ccxt's file of the exchange, such as https://api.{hostname}.",
      });
    client.urls = replaced as CcxtClient['urls'];
  }
  return client;
}

/**
 * ccxt forgets the promise of a subscription that its rate limit holds back: where the connection is gone by then, nobody
 * hears of it, and Node ends the process for an unhandled rejection. Instead whoever waits on that connection is told.
 */
function guardSends(client: CcxtClient): void {
  const guarded = new WeakSet<CcxtSocket>();
  const open = client.client.bind(client);
  client.client = (url) => {
    const socket = open(url);
    if (!guarded.has(socket)) {
      guarded.add(socket);
      const send = socket.send.bind(socket);
      socket.send = (message) => send(message).catch((error: unknown) => socket.reset(error));
    }
    return socket;
  };
}

/** True where a stream goes without TLS, for which ccxt wants to be prepared. */
export function isPlain(client: CcxtClient): boolean {
  return JSON.stringify(client.urls).includes('"ws://');
}

function replaceIn(value: unknown, from: string, to: string): unknown {
  if (typeof value === 'string') return value.startsWith(from) ? to + value.slice(from.length) : value;
  if (Array.isArray(value)) return value.map((item) => replaceIn(item, from, to));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaceIn(item, from, to)]));
}
