import type { Clock } from '@botrc/sdk';
import type { ExchangeWorld } from '@botrc/sdk/testkit';

/** The machine's clock: these tests go over real sockets. */
export const wallClock: Clock = {
  now: () => Date.now(),
  setTimer(ms, fn) {
    const timer = setTimeout(fn, ms);
    return { cancel: () => clearTimeout(timer) };
  },
};

export const world = (): ExchangeWorld => ({
  clock: wallClock,
  pass: (ms) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
});

/** ccxt's bybit with its hosts replaced by a sandbox's. */
export function bybitAt(baseUrl: string): Record<string, unknown> {
  const ws = baseUrl.replace('http', 'ws');
  return {
    id: 'bybit',
    urls: {
      'https://api.{hostname}': baseUrl,
      'wss://stream.{hostname}': ws,
      'wss://stream.bybit.com': ws,
    },
  };
}
