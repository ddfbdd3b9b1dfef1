import { INTERVALS } from '@botrc/sdk';
import all from 'ccxt';
import { describe, expect, it } from 'vitest';
import { capabilitiesOf } from '../src/capabilities.ts';
import ccxt, { type CcxtOptions } from '../src/index.ts';
import { openClient } from '../src/open-client.ts';

/** As a profile would have them checked. @throws what is wrong with them */
function optionsOf(more: Record<string, unknown>): CcxtOptions {
  const result = ccxt.options['~standard'].validate(more);
  if (result instanceof Promise || result.issues !== undefined) throw new Error(JSON.stringify(result));
  return result.value;
}

/** One of each kind: with streams and without, big and small, ccxt's newest and oldest. */
const SOME = [
  'bybit',
  'okx',
  'binanceusdm',
  'kraken',
  'krakenfutures',
  'hyperliquid',
  'bitstamp',
  'btcmarkets',
];

describe('what ccxt says that it can do', () => {
  it.each(SOME)('is declared of %s, and what it cannot has a reason', (id) => {
    const options = optionsOf({ id, apiKey: 'k', secret: 's' });
    const client = openClient(options);
    const { streams, intervals, depths, missing, execution } = capabilitiesOf(client, options);
    const methods = {
      bar: 'fetchOHLCV',
      book: 'fetchOrderBook',
      trade: 'fetchTrades',
      ticker: 'fetchTicker',
    };
    for (const [stream, method] of Object.entries(methods)) {
      const there = client.has[method] === true || client.has[method.replace('fetch', 'watch')] === true;
      const declared = streams.some((one) => one === stream);
      if (declared) expect(there, `${id} ${stream}`).toBe(true);
      else expect(missing[stream], `${id} ${stream}`).toMatch(/ccxt/);
    }
    for (const interval of intervals) expect(INTERVALS).toContain(interval);
    expect(depths.length > 0).toBe(streams.includes('book'));
    if (execution === 'live')
      for (const method of [
        'createOrder',
        'cancelOrder',
        'fetchOpenOrders',
        'fetchMyTrades',
        'fetchPositions',
      ])
        expect(client.has[method], `${id} ${method}`).toBe(true);
    else expect(missing.account).toMatch(/\.$/);
  });

  it('rules the account out without a key, on spot, and where an order could not be settled', () => {
    const reason = (more: Record<string, unknown>): string | undefined => {
      const options = optionsOf(more);
      return capabilitiesOf(openClient(options), options).missing.account;
    };
    const key = { apiKey: 'k', secret: 's' };
    expect(reason({ id: 'bybit' })).toContain('no API key');
    expect(reason({ id: 'bybit', ...key, type: 'spot' })).toContain('Spot');
    expect(reason({ id: 'bitstamp', ...key })).toContain('fetchPositions of bitstamp');
    expect(reason({ id: 'bybit', ...key })).toBeUndefined();
  });

  it('is there of every exchange that ccxt has: each can be opened', () => {
    expect(all.exchanges.length).toBeGreaterThan(90);
    const failed = all.exchanges.filter((id) => {
      const options = optionsOf({ id });
      return capabilitiesOf(openClient(options), options).execution !== 'none';
    });
    expect(failed).toEqual([]);
  });
});

describe('opening an exchange', () => {
  it('refuses one that ccxt does not know, and words that are no name', () => {
    expect(() => openClient(optionsOf({ id: 'nosuch' }))).toThrow('ccxt knows no exchange "nosuch"');
    expect(() => optionsOf({ id: '../base/Exchange' })).toThrow();
  });

  it('refuses a URL to replace that ccxt does not have', () => {
    const urls = { 'https://api.bibyt.com': 'http://127.0.0.1:1' };
    expect(() => openClient(optionsOf({ id: 'bybit', urls }))).toThrow('begins with "https://api.bibyt.com"');
  });

  it('refuses a test network where ccxt knows none', () => {
    expect(() => openClient(optionsOf({ id: 'kraken', sandbox: true }))).toThrow('no test network of kraken');
    expect(JSON.stringify(openClient(optionsOf({ id: 'bybit', sandbox: true })).urls.api)).toContain(
      'testnet',
    );
  });

  it('lets what cannot be sent end those who wait for it, not the process', async () => {
    const socket = openClient(optionsOf({ id: 'bybit' })).client('wss://127.0.0.1:9/never-connected');
    const ended: unknown[] = [];
    const reset = socket.reset.bind(socket);
    socket.reset = (error) => {
      ended.push(error);
      reset(error);
    };
    await expect(socket.send('subscribe')).resolves.not.toThrow();
    expect(ended).toHaveLength(1);
  });
});
