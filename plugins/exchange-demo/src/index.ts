import type { ExchangePlugin } from '@botrc/sdk';
import { defineExchange } from '@botrc/sdk';
import { createDemoExchange } from './demo-exchange.ts';
import { options } from './options.ts';

/** An embedded synthetic market: offline, seeded, with a clock that may run faster than the wall. */
const demo: ExchangePlugin<typeof options> = defineExchange({
  name: 'demo',
  version: '0.1.0',
  options,
  create: createDemoExchange,
});
export default demo;
