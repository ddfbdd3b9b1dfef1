import type { OrderRequest } from '@botrc/sdk';
import ccxt from 'ccxt';
import { describe, expect, it } from 'vitest';
import { orderText } from '../src/private/order-text.ts';
import { RECV_WINDOW_MS, sign, signedHeaders } from '../src/private/sign.ts';
import { BTC } from './support/markets.ts';

/** Prices of BTC are thousandths here, quantities too. */
const LIMIT: OrderRequest = {
  account: 'main',
  instrument: 'BTCUSDT',
  leg: 'net',
  owner: 's1',
  clientOrderId: 'r1-1',
  side: 'buy',
  type: 'limit',
  quantity: 10 ** BTC.quantityScale / 1000,
  price: 65_000.1 * 10 ** BTC.priceScale,
  timeInForce: 'post-only',
  reduceOnly: false,
  role: 'entry',
};
const { price: _, ...UNPRICED } = LIMIT;
const STOP: OrderRequest = {
  ...UNPRICED,
  side: 'sell',
  type: 'stop-market',
  triggerPrice: 64_000 * 10 ** BTC.priceScale,
  timeInForce: 'ioc',
  reduceOnly: true,
  closeOnTrigger: true,
  role: 'stop',
};

function body(order: Partial<OrderRequest>, instrument = BTC): Record<string, unknown> {
  return JSON.parse(orderText({ ...LIMIT, ...order } as OrderRequest, instrument)) as Record<string, unknown>;
}

describe('the text of an order', () => {
  it('says what a limit order is, in decimals and without spaces', () => {
    expect(orderText(LIMIT, BTC)).toBe(
      '{"category":"linear","symbol":"BTCUSDT","side":"Buy","orderType":"Limit","qty":"0.001","price":"65000.1",' +
        '"timeInForce":"PostOnly","positionIdx":0,"reduceOnly":false,"orderLinkId":"r1-1"}',
    );
  });

  it('fires a sell stop on a fall and a buy stop on a rise of the last price, a take-profit the other way round', () => {
    const directionOf = (side: 'buy' | 'sell', type: 'stop-market' | 'take-profit') =>
      JSON.parse(orderText({ ...STOP, side, type }, BTC)) as Record<string, unknown>;
    expect(directionOf('sell', 'stop-market')).toMatchObject({
      orderType: 'Market',
      triggerPrice: '64000',
      triggerDirection: 2,
      triggerBy: 'LastPrice',
      reduceOnly: true,
      closeOnTrigger: true,
    });
    expect(directionOf('buy', 'stop-market').triggerDirection).toBe(1);
    expect(directionOf('sell', 'take-profit').triggerDirection).toBe(1);
    expect(directionOf('buy', 'take-profit').triggerDirection).toBe(2);
  });

  it('names the leg of a hedge', () => {
    expect(body({ leg: 'long' }).positionIdx).toBe(1);
    expect(body({ leg: 'short', side: 'sell' }).positionIdx).toBe(2);
  });

  it('leaves positions out of spot and counts its market orders in the base', () => {
    const spot = { ...BTC, kind: 'spot' } as const;
    const order = { ...UNPRICED, type: 'market', timeInForce: 'ioc' } as const;
    expect(JSON.parse(orderText(order, spot))).toEqual({
      category: 'spot',
      symbol: 'BTCUSDT',
      side: 'Buy',
      orderType: 'Market',
      qty: '0.001',
      timeInForce: 'IOC',
      marketUnit: 'baseCoin',
      orderLinkId: 'r1-1',
    });
  });

  it('knows no trailing stop', () => {
    expect(() => orderText({ ...STOP, type: 'trailing-stop', trailBy: 1 }, BTC)).toThrow(RangeError);
  });
});

describe('the signature', () => {
  const credentials = { key: 'test-key', secret: 'test-secret-0123456789' };

  it('is the one that another implementation makes of the same request', () => {
    const other = new ccxt.bybit({ apiKey: credentials.key, secret: credentials.secret });
    const params = JSON.parse(orderText(LIMIT, BTC)) as Record<string, unknown>;
    const made = other.sign('v5/order/create', 'private', 'POST', params) as {
      headers: Record<string, string>;
      body: string;
    };
    expect(Number(made.headers['X-BAPI-RECV-WINDOW'])).toBe(RECV_WINDOW_MS);
    const ours = signedHeaders(credentials, Number(made.headers['X-BAPI-TIMESTAMP']), made.body);
    expect(made.headers).toMatchObject(ours);
    expect(made.body).toBe(orderText(LIMIT, BTC));
  });

  it('changes with every part of the request', () => {
    const one = sign(credentials, 1_700_000_000_000, '{}');
    expect(one).toMatch(/^[0-9a-f]{64}$/);
    const others = [
      sign({ ...credentials, key: 'other' }, 1_700_000_000_000, '{}'),
      sign({ ...credentials, secret: 'other' }, 1_700_000_000_000, '{}'),
      sign(credentials, 1_700_000_000_001, '{}'),
      sign(credentials, 1_700_000_000_000, '{ }'),
    ];
    expect(new Set([one, ...others]).size).toBe(5);
  });
});
