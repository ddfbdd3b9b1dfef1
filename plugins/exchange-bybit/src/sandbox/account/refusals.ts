import type { Outcome } from '@botrc/sdk';
import { Refusal } from '../rest/refusal.ts';

/** Bybit's code and words for what the matching engine turns away. https://bybit-exchange.github.io/docs/v5/error */
const CODES: Readonly<Record<string, readonly [code: number, message: string]>> = {
  'unknown-instrument': [10001, 'params error: symbol invalid'],
  'not-trading': [110074, 'This contract is not live'],
  'too-many-orders': [110020, 'Not allowed to have more than 500 active orders'],
  'order-type': [10001, 'OrderType invalid'],
  'time-in-force': [10001, 'TimeInForce invalid'],
  'position-leg': [10001, 'position idx not match position mode'],
  quantity: [10001, 'Qty invalid'],
  price: [10001, 'params error: Price invalid'],
  'trigger-price': [10001, 'TriggerPrice invalid'],
  'no-price': [110003, 'Order price exceeds the allowable range.'],
  'min-notional': [110094, 'Order does not meet minimum order value 5USDT'],
  'reduce-only': [110017, 'current position is zero, cannot fix reduce-only order qty'],
  'insufficient-margin': [110007, 'ab not enough for new order'],
  'risk-limit': [110090, 'Order placement failed as your position may exceed the max limit.'],
  'unknown-order': [110001, 'order not exists or too late to cancel'],
  'order-final': [110001, 'order not exists or too late to cancel'],
  unchanged: [10001, 'The order remains unchanged as the parameters entered match the existing ones.'],
  leverage: [10001, 'Params Error'],
  'position-mode': [110024, 'You have an existing position, so position mode cannot be switched'],
};

/** Lets what was accepted pass. @throws Refusal */
export function expectAccepted(outcome: Outcome, rises = false): void {
  if (outcome.kind === 'accepted') return;
  if (outcome.code === 'trigger-side')
    throw rises
      ? new Refusal('expect Rising, but trigger_price <= current', {}, 110_092)
      : new Refusal('expect Falling, but trigger_price >= current', {}, 110_093);
  const [code, message] = CODES[outcome.code] ?? [10001, outcome.reason];
  throw new Refusal(message, {}, code);
}
