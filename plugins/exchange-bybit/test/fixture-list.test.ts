import { readFileSync } from 'node:fs';
import { CASH_SCALE, parseBig } from '@botrc/sdk';
import { describe, expect, it } from 'vitest';
import { readInstrument } from '../src/instruments.ts';
import { isFine } from '../src/private/account-stream.ts';
import { checkKey } from '../src/private/key-check.ts';
import { readFeeRate } from '../src/private/read-fee-rate.ts';
import { sharedData, untar } from './support/shared-data.ts';

const { path, missing } = sharedData('bybit_v5_fixtures.tar.gz');

/** Files that nothing here reads, and why. */
const NOT_READ: Readonly<Record<string, string>> = {
  http_get_account_info: 'the margin mode is not asked for: position/list tells what is needed',
  http_get_funding_history: 'the public history of rates is not asked for: tickers tell the next one',
  http_get_orderbook: 'books come from the stream alone',
  http_get_trades_recent: 'trades come from the stream alone',
  http_get_user_escrow_sub_members: 'sub-accounts are not managed',
  http_get_user_sub_apikeys: 'sub-accounts are not managed',
  http_get_user_sub_members: 'sub-accounts are not managed',
  http_get_user_sub_members_paged: 'sub-accounts are not managed',
  http_post_user_update_master_api: 'keys are not changed',
  http_post_user_update_sub_api: 'keys are not changed',
  ws_account_execution_fast: 'not subscribed: it has no fee, and no client id for makers',
  ws_account_execution_fast_envelope_id: 'not subscribed: it has no fee, and no client id for makers',
};

/** Read by this file: what is asserted of each stands below. */
const READ_HERE = [
  'http_get_fee_rate',
  'http_get_instruments_linear_symbol_type',
  'http_get_instruments_option',
  'http_get_instruments_option_symbol_id',
  'http_get_instruments_spot_xstocks',
  'http_get_user_query_api',
  'ws_auth_failure',
  'ws_auth_success',
];

describe.skipIf(missing !== undefined)(`every fixture${missing ? ` (${missing})` : ''}`, () => {
  const files = missing === undefined ? untar(path) : new Map<string, string>();
  const names = [...files.keys()]
    .filter((key) => key.endsWith('.json'))
    .map((key) => key.replace(/^.*\/|\.json$/g, ''));
  const message = (name: string) => {
    const [, text = '{}'] = [...files].find(([key]) => key.endsWith(`/${name}.json`)) ?? [];
    return JSON.parse(text);
  };
  const listed = (name: string): Record<string, unknown>[] => message(name).result.list;

  it('is read by a test, or stands in the list of those that are not, with the reason', () => {
    const tests = ['fixtures.test.ts', 'private-fixtures.test.ts']
      .map((file) => readFileSync(new URL(file, import.meta.url), 'utf8'))
      .join('\n');
    const elsewhere = names.filter((name) =>
      new RegExp(`\\b${name.replace('+', '\\+')}(\\.json)?'`).test(tests),
    );
    expect([...elsewhere, ...READ_HERE, ...Object.keys(NOT_READ)].sort()).toEqual([...names].sort());
    expect(names).toHaveLength(66);
  });

  it('fee rates: maker and taker, exact', () => {
    expect(listed('http_get_fee_rate').map(readFeeRate)).toEqual([
      { maker: 10_000, taker: 60_000 },
      { maker: 10_000, taker: 60_000 },
      { maker: 25_000, taker: 75_000 },
    ]);
  });

  it('a linear contract of a stock, without a largest market order', () => {
    const [stock] = listed('http_get_instruments_linear_symbol_type');
    expect(readInstrument(stock!)).toMatchObject({
      ...{ id: 'TSLAUSDT', kind: 'linear', base: 'TSLA', settle: 'USDT', priceScale: 4, tick: 100 },
      ...{ quantityScale: 3, lot: 1, minQuantity: 1, maxQuantity: 100_000, maxMarketQuantity: 100_000 },
      ...{ minNotional: parseBig('1', CASH_SCALE), maxLeverage: 10, fundingIntervalMs: 28_800_000 },
    });
  });

  it('a stock on spot: lots of the base, a least amount', () => {
    const [stock] = listed('http_get_instruments_spot_xstocks');
    expect(readInstrument(stock!, undefined, 'spot')).toMatchObject({
      ...{ id: 'AAPLUSDT', kind: 'spot', base: 'AAPL', settle: 'USDT', tick: 100, quantityScale: 4, lot: 1 },
      ...{ maxQuantity: 1_000_000, minNotional: parseBig('10', CASH_SCALE), maxLeverage: 1 },
    });
  });

  it.each(['http_get_instruments_option', 'http_get_instruments_option_symbol_id'])(
    '%s is no contract and is refused as one',
    (name) => {
      const [option] = listed(name);
      expect(() => readInstrument(option!)).toThrow(expect.objectContaining({ code: 'BOTRC_WIRE_FORMAT' }));
    },
  );

  it('a key that only reads may not trade (K-1)', () => {
    const { result } = message('http_get_user_query_api');
    expect(() => checkKey(result)).toThrow('the API key is read-only');
    expect(() => checkKey({ ...result, readOnly: 0 })).not.toThrow();
  });

  it('acknowledgements of an authentication, which mix both forms', () => {
    expect(isFine(message('ws_auth_success'))).toBe(true);
    expect(isFine(message('ws_auth_failure'))).toBe(false);
  });
});
