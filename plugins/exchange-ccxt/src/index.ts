import { defineExchange, type ExchangePlugin, type Schema } from '@botrc/sdk';
import { createCcxt } from './exchange.ts';
import { type CcxtOptions, optionsSchema } from './options.ts';

export type { CcxtOptions } from './options.ts';

/** Any exchange that ccxt knows (V-2). Which hosts it talks to depends on the one that is named. */
const ccxt: ExchangePlugin<Schema<CcxtOptions>> = defineExchange({
  name: 'ccxt',
  version: '0.1.0',
  options: optionsSchema,
  permissions: { network: ['*'], secrets: ['apiKey', 'secret', 'password'] },
  create: createCcxt,
});

export default ccxt;
