import { defineExchange, type ExchangePlugin, type Schema } from '@botrc/sdk';
import { createBybit } from './exchange.ts';
import { type BybitOptions, optionsSchema } from './options.ts';

export type { BybitOptions } from './options.ts';
export {
  createPublicParser,
  type PublicParser,
  type PublicParserOptions,
  type TopicState,
} from './public.ts';

const bybit: ExchangePlugin<Schema<BybitOptions>> = defineExchange({
  name: 'bybit',
  version: '0.1.0',
  options: optionsSchema,
  permissions: {
    network: [
      'api.bybit.com',
      'stream.bybit.com',
      'api-testnet.bybit.com',
      'stream-testnet.bybit.com',
      'api-demo.bybit.com',
      'stream-demo.bybit.com',
    ],
    secrets: ['apiKey', 'apiSecret'],
  },
  create: createBybit,
});

export default bybit;
