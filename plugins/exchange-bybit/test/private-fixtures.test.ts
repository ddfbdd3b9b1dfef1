import type { Instrument } from '@botrc/sdk';
import { describe, expect, it } from 'vitest';
import { readInstrument } from '../src/instruments.ts';
import { readExecution } from '../src/private/read-execution.ts';
import { readOrder, symbolOf } from '../src/private/read-order.ts';
import { readPosition } from '../src/private/read-position.ts';
import { readWallet } from '../src/private/read-wallet.ts';
import { authArgs, sign } from '../src/private/sign.ts';
import { rawInstrument } from './support/markets.ts';
import { sharedData, untar } from './support/shared-data.ts';

const { path, missing } = sharedData('bybit_v5_fixtures.tar.gz');

/** Fine enough for every number in the fixtures: prices of 10^-6, sizes of 10^-3. */
const fine = (symbol: string): Instrument => readInstrument(rawInstrument(symbol, '0.0001', '0.001'));

// biome-ignore lint/suspicious/noExplicitAny: a fixture differs by file.
type Rows = any[];

describe.skipIf(missing !== undefined)(
  `the account's messages from Bybit's documentation${missing ? ` (${missing})` : ''}`,
  () => {
    const files = missing === undefined ? untar(path) : new Map<string, string>();
    const rows = (name: string): Rows => {
      for (const [key, text] of files) {
        if (!key.endsWith(`/${name}.json`)) continue;
        const message = JSON.parse(text);
        return message.data ?? message.result?.list ?? [message];
      }
      throw new Error(`no fixture ${name}`);
    };
    const orders = (name: string) => rows(name).map((row) => readOrder(row, fine(symbolOf(row))));

    it.each([
      ['ws_account_order', ['cancelled limit buy 10 of 0 at 30000000000 on -', 'client-1']],
      [
        'ws_account_order_filled',
        ['filled stop-limit buy 100 of 100 at 30000500000 on 29500000000', 'test-client-order-001'],
      ],
      [
        'ws_account_order_stop_market',
        ['working stop-market sell 100 of 0 at - on 45000000000', 'test-client-stop-market-001'],
      ],
      [
        'ws_account_order_stop_limit',
        ['working stop-limit sell 100 of 0 at 44500000000 on 45000000000', 'test-client-stop-limit-001'],
      ],
      [
        'ws_account_order_stop_loss',
        ['working stop-market sell 500 of 0 at - on 48000000000', 'test-client-sl-001'],
      ],
      [
        'ws_account_order_take_profit',
        ['working take-profit sell 500 of 0 at - on 55000000000', 'test-client-tp-001'],
      ],
      [
        'ws_account_order_buy_stop_market',
        ['working stop-market buy 100 of 0 at - on 55000000000', 'test-client-buy-stop-market-001'],
      ],
      [
        'ws_account_order_market_if_touched',
        ['working take-profit buy 100 of 0 at - on 55000000000', 'test-client-mit-001'],
      ],
      [
        'ws_account_order_sell_market_if_touched',
        ['working take-profit sell 100 of 0 at - on 55000000000', 'test-client-sell-mit-001'],
      ],
      [
        'ws_account_order_limit_if_touched',
        ['working take-profit buy 100 of 0 at 55500000000 on 55000000000', 'test-client-lit-001'],
      ],
      // A rejected order may carry fills.
      [
        'ws_account_order_partially_filled_rejected',
        ['rejected limit buy 100000 of 50000 at 1500000 on -', 'O-20251001-164609-APEX-000-49'],
      ],
      [
        'http_get_order_partially_filled_rejected',
        ['rejected limit buy 10 of 5 at 30000000000 on -', 'O-20251001-164609-APEX-000-49'],
      ],
    ])('%s', (name, expected) => {
      const [order] = orders(name);
      if (order === undefined) throw new Error('no order');
      const { status, orderType, side, quantity, filled, price, triggerPrice, clientOrderId } = order;
      const text = `${status} ${orderType} ${side} ${quantity} of ${filled} at ${price ?? '-'} on ${triggerPrice ?? '-'}`;
      expect([text, clientOrderId]).toEqual(expected);
      expect(Math.floor(order.version / 1_000)).toBe(order.time);
    });

    it('lists of orders, over REST as over the stream', () => {
      expect(
        orders('http_get_orders_realtime').map(({ clientOrderId, status, side, price }) => [
          clientOrderId,
          status,
          side,
          price,
        ]),
      ).toEqual([
        ['client-open-1', 'working', 'buy', 3_930_410_000],
        ['client-open-2', 'working', 'sell', 3_940_420_000],
      ]);
      expect(
        orders('http_get_orders_realtime_tp_sl').map(({ orderType, reduceOnly }) => [orderType, reduceOnly]),
      ).toEqual([
        ['take-profit', true],
        ['stop-limit', true],
      ]);
      expect(orders('http_get_orders_history')).toMatchObject([
        { status: 'cancelled', reason: 'CancelByUser' },
      ]);
      expect(orders('http_get_orders_history_with_duplicate').map((order) => order.status)).toEqual([
        'working',
        'cancelled',
      ]);
    });

    it('executions: a trade, a deleveraging, and those of REST', () => {
      const read = (name: string) => rows(name).map((row) => readExecution(row, fine(symbolOf(row)), false));
      expect(read('ws_account_execution')).toEqual([
        {
          type: 'fill',
          fillId: '0ab1bdf7-4219-438b-b30a-32ec863018f7',
          clientOrderId: 'test-order-link-001',
          venueOrderId: '9aac161b-8ed6-450d-9cab-c5cc67c21784',
          instrument: 'BTCUSDT',
          side: 'sell',
          price: 95_900_100_000,
          quantity: 500,
          fee: 26_372_527_500_000n,
          feeCurrency: 'USDT',
          liquidity: 'taker',
          time: 1_746_270_400_353,
        },
      ]);
      expect(read('ws_account_execution_adl')).toMatchObject([
        { cause: 'deleverage', leg: 'net', fee: 0n, clientOrderId: '9aac161b-8ed6-450d-9cab-c5cc67c21785' },
      ]);
      expect(read('http_get_executions')).toMatchObject([
        { side: 'buy', quantity: 100, price: 50_000_000_000, fee: 15_000_000_000n, liquidity: 'maker' },
        { side: 'sell', quantity: 500, price: 3_000_000_000, fee: 900_000_000_000n, liquidity: 'taker' },
      ]);
    });

    it('positions of the stream and of REST, flat ones too', () => {
      const read = (name: string) => rows(name).map((row) => readPosition(row, fine(symbolOf(row))));
      expect(read('ws_account_position')).toEqual([
        { instrument: 'ETHUSDT', leg: 'net', quantity: -10, entryPrice: 3_641_075_000 },
      ]);
      expect(
        read('http_get_positions').map(({ instrument, quantity, entryPrice }) => [
          instrument,
          quantity,
          entryPrice,
        ]),
      ).toEqual([
        ['BTCUSDT', 500, 50_000_000_000],
        ['ETHUSDT', -5_000, 3_000_000_000],
        ['SOLUSDT', 0, 0],
      ]);
      for (const name of [
        'ws_account_position_short',
        'ws_account_position_with_open_time',
        'http_get_positions_with_open_time',
      ])
        expect(read(name).length, name).toBeGreaterThan(0);
    });

    it('wallets: balances without unrealized PnL, to the last digit', () => {
      const usdt = (name: string) =>
        rows(name)
          .flatMap(readWallet)
          .find(({ currency }) => currency === 'USDT')?.total;
      expect(usdt('ws_account_wallet')).toBe(9_647_755_376_470_000n);
      expect(usdt('http_get_wallet_balance')).toBe(1_000_500_000_000_000n);
      for (const name of [
        'ws_account_wallet_small_order',
        'ws_account_wallet_locked_exceeds_total',
        'http_get_wallet_balance_with_spot_borrow',
        'http_get_wallet_balance_spot_short',
      ])
        expect(rows(name).flatMap(readWallet).length, name).toBeGreaterThan(0);
    });

    it('the signing vectors', () => {
      const [, text = '{}'] = [...files].find(([key]) => key.endsWith('bybit_signing_vectors.json')) ?? [];
      const vectors = JSON.parse(text);
      const credentials = { key: vectors.apiKey, secret: vectors.apiSecret };
      const stampMs = Number(vectors.timestamp);
      expect(sign(credentials, stampMs, vectors.rest_get.query)).toBe(vectors.rest_get.sign);
      expect(sign(credentials, stampMs, vectors.rest_post.body)).toBe(vectors.rest_post.sign);
      // The vector's expiry is its timestamp: ours is one window later than the clock.
      expect(authArgs(credentials, stampMs - 5_000)).toEqual([vectors.apiKey, stampMs, vectors.ws_auth.sign]);
    });
  },
);
