/** A child of bybit/order.ts: the Bybit sandbox, without a limit that a benchmark would reach. Tells its URL to its parent. */
import { startSandbox } from '../../../plugins/exchange-bybit/src/sandbox/index.ts';

const sandbox = await startSandbox({
  port: 0,
  source: { kind: 'synthetic', seed: 'bench' },
  keys: [{ key: 'bench', secret: 'bench', cash: 1_000_000 }],
  limitFactor: 1_000,
});
process.send?.({ baseUrl: sandbox.baseUrl });
