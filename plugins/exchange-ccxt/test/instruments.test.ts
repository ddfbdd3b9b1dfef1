import { describe, expect, it } from 'vitest';
import type { CcxtMarket } from '../src/client.ts';
import { exactNumber } from '../src/exact.ts';
import { readMarket } from '../src/instruments.ts';
import { loadClass } from '../src/load-class.ts';
import { amountOf, priceOf, quantityOf, volumeOf } from '../src/units.ts';

const STEPS = 4;
const extras = { venue: 'x', precisionMode: STEPS };

function market(more: Partial<CcxtMarket> = {}): CcxtMarket {
  return {
    ...{ id: 'X', symbol: 'X/USDT:USDT', base: 'X', quote: 'USDT', settle: 'USDT' },
    ...{ type: 'swap', linear: true, contractSize: 1 },
    precision: { amount: 0.001, price: 0.1 },
    limits: { amount: { min: 0.002, max: 100 }, cost: { min: 5 }, leverage: { max: '12.5' } },
    ...more,
  };
}

/*
 * An item of OKX's public instruments (https://www.okx.com/docs-v5/en/#public-data-rest-api-get-instruments), shortened:
 * one contract of BTC-USDT-SWAP is 0.01 BTC.
 */
const OKX_SWAP = {
  instType: 'SWAP',
  instId: 'BTC-USDT-SWAP',
  uly: 'BTC-USDT',
  instFamily: 'BTC-USDT',
  baseCcy: '',
  quoteCcy: '',
  settleCcy: 'USDT',
  ctVal: '0.01',
  ctMult: '1',
  ctValCcy: 'BTC',
  ctType: 'linear',
  lever: '100',
  lotSz: '0.01',
  minSz: '0.01',
  tickSz: '0.1',
  maxLmtSz: '100000000',
  maxMktSz: '12000',
  state: 'live',
};

interface Parser {
  parseMarket(raw: unknown): CcxtMarket;
}

describe('instruments through ccxt', () => {
  it('are what ccxt makes of an exchange: a contract of 0.01 coins is counted in coins', () => {
    const okx = new (loadClass('okx'))({ number: exactNumber }) as unknown as Parser;
    const listed = readMarket(okx.parseMarket(OKX_SWAP), 'BTC-USDT-SWAP', { ...extras, venue: 'okx' });
    expect(listed).toMatchObject({ symbol: 'BTC/USDT:USDT', contractSize: '0.01' });
    expect(listed.instrument).toMatchObject({
      ...{ id: 'BTC-USDT-SWAP', venue: 'okx', kind: 'linear', base: 'BTC', quote: 'USDT', settle: 'USDT' },
      ...{ priceScale: 3, tick: 100, quantityScale: 4, lot: 1, minQuantity: 1, status: 'trading' },
      ...{ maxLeverage: 100, fundingIntervalMs: 28_800_000 },
    });
    // Half a bitcoin is 50 contracts, and back.
    expect(amountOf(listed, 5_000)).toBe(50);
    expect(quantityOf(listed, '50')).toBe(5_000);
    expect(priceOf(listed, 65_114.3)).toBe(65_114_300);
  });

  it('have the steps and limits of the market, in its own units', () => {
    expect(readMarket(market(), 'X', extras).instrument).toMatchObject({
      ...{ tick: 100, lot: 1, minQuantity: 2, maxQuantity: 100_000, maxMarketQuantity: 100_000 },
      ...{ minNotional: 5_000_000_000_000n, maxLeverage: 12 },
    });
  });

  it('of a thousand coins a contract are counted in coins as well', () => {
    const many = market({ contractSize: 1000, precision: { amount: 1, price: '0.0000001' } });
    const listed = readMarket(many, 'PEPE', extras);
    expect(listed.instrument).toMatchObject({ quantityScale: 0, lot: 1000, minQuantity: 1000 });
    expect(amountOf(listed, 3000)).toBe(3);
    const thirds = readMarket(market({ contractSize: 3 }), 'X', extras);
    expect(() => amountOf(thirds, 1)).toThrow('contracts');
  });

  it('that are inverse count their value, and take a least value for a least quantity', () => {
    const inverse = market({
      ...{ linear: false, inverse: true, base: 'BTC', settle: 'BTC', contractSize: 100 },
      precision: { amount: 1, price: 0.5 },
      limits: { cost: { min: 150 } },
    });
    const { instrument } = readMarket(inverse, 'BTCUSD', extras);
    expect(instrument).toMatchObject({ kind: 'inverse', lot: 100, minQuantity: 200, minNotional: 0n });
  });

  it('keep their scales when they are read again, finer steps or not', () => {
    const first = readMarket(market(), 'X', extras).instrument;
    const again = readMarket(
      market({ precision: { amount: 0.01, price: 1 } }),
      'X',
      extras,
      first,
    ).instrument;
    expect([again.priceScale, again.quantityScale]).toEqual([first.priceScale, first.quantityScale]);
    expect([again.tick, again.lot]).toEqual([1000, 10]);
  });

  it('may be stated in decimal places', () => {
    const places = market({ precision: { amount: 3, price: 1 } });
    expect(readMarket(places, 'X', { venue: 'x', precisionMode: 2 }).instrument).toMatchObject({
      tick: 100,
      lot: 1,
    });
  });

  it('that cannot be traded exactly are refused, each with what is wrong', () => {
    const refused = (more: Partial<CcxtMarket>, mode = STEPS) =>
      expect(() => readMarket(market(more), 'X', { venue: 'x', precisionMode: mode }));
    refused({}, 3).toThrow('no fixed step');
    refused({ precision: { price: 0.1 } }).toThrow('no fixed step');
    refused({ linear: false, settle: 'ETH' }).toThrow('neither its quote nor its base');
    refused({ type: 'option' }).toThrow('cannot be traded');
  });

  it('round volumes, which are no orders, and refuse sizes that are finer than a lot can be', () => {
    const listed = readMarket(market(), 'X', extras);
    expect(volumeOf(listed, '1.23456')).toBe(1235);
    expect(() => quantityOf(listed, '0.0001')).toThrow('finer');
  });
});
