import { createSma, pushSma } from '../../../src/indicators/index.ts';
import type { StrategyInstance } from '../../../src/sdk/index.ts';
import { MARKET } from './setting.ts';

/** One unit, as the reference trades. */
const ONE = 10 ** MARKET.quantityScale;

/** The reference's own strategy: one unit is held while the mean of 10 closes is above that of 30, at market. */
export function createSmaCross(): StrategyInstance {
  const state = { fast: createSma(10), slow: createSma(30), held: false };
  return {
    state,
    onBar({ instrument, close }) {
      const fast = pushSma(state.fast, close);
      const slow = pushSma(state.slow, close);
      if (fast === undefined || slow === undefined || fast === slow) return;
      const above = fast > slow;
      if (above === state.held) return;
      state.held = above;
      return above
        ? {
            type: 'order',
            instrument,
            side: 'buy',
            orderType: 'market',
            quantity: ONE,
            reason: 'crossed above',
          }
        : {
            type: 'order',
            instrument,
            side: 'sell',
            orderType: 'market',
            quantity: ONE,
            reduceOnly: true,
            reason: 'crossed below',
          };
    },
  };
}

/** It hears and works out the same, and answers nothing. */
export function createListener(): StrategyInstance {
  const { state, onBar } = createSmaCross();
  return {
    state,
    onBar(bar, context) {
      onBar?.(bar, context);
    },
  };
}
