import { expect, it } from 'vitest';
import { closeAccountGate } from '../../../src/runtime/recovery/account-gate.ts';
import type { ExchangeEvent, Fill } from '../../../src/sdk/index.ts';

const fill = (fillId: string): Fill => ({
  type: 'fill',
  fillId,
  clientOrderId: 'r1-1',
  instrument: 'BTCUSDT',
  side: 'buy',
  price: 1,
  quantity: 1,
  fee: 0n,
  feeCurrency: 'USDT',
  liquidity: 'taker',
  time: 1,
});
const UP: ExchangeEvent = { type: 'feed', status: 'up', reason: 'test' };

it('keeps what concerns the account back until it is opened, in its order, and nothing else', () => {
  const seen: ExchangeEvent[] = [];
  const gate = closeAccountGate((event) => seen.push(event));
  gate.sink(fill('new-1'));
  gate.sink(UP);
  gate.sink(fill('new-2'));
  expect(seen).toEqual([UP]);
  gate.open();
  gate.sink(fill('new-3'));
  gate.open();
  expect(seen.slice(1)).toEqual([fill('new-1'), fill('new-2'), fill('new-3')]);
});
