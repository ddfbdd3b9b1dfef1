import demo from '../../plugins/exchange-demo/src/index.ts';
import { marketSide } from '../../src/runtime/ports/market-side.ts';
import { createPaperExchange } from '../../src/runtime/ports/paper.ts';
import type { VenueStore } from '../../src/runtime/ports/venue-store.ts';
import { defineExchange } from '../../src/sdk/index.ts';
import { PLAIN } from './venue-kit.ts';

/** Books that live as long as the case does, copied as a store on disk would. */
function storeInMemory(): VenueStore {
  let saved: ReturnType<VenueStore['load']>;
  return {
    load: () => saved,
    save: (books, savedMs) => {
      saved = { books: structuredClone(books), savedMs };
    },
    close: () => undefined,
  };
}

/** The simulated venue behind the demo market: an exchange with an account. */
export const paper: ReturnType<typeof defineExchange<typeof demo.options>> = defineExchange({
  name: 'paper',
  version: '1.0.0',
  options: demo.options,
  create(options, context) {
    const market = demo.create(options, context);
    return createPaperExchange({
      market: marketSide(market),
      store: storeInMemory(),
      clock: market.clock ?? context.clock,
      log: context.log,
      outage: 'closed',
      config: {
        ...PLAIN,
        fees: { maker: 20_000, taker: 55_000 },
        latency: {
          order: { model: 'uniform', minMs: 50, maxMs: 70 },
          cancel: { model: 'uniform', minMs: 50, maxMs: 70 },
        },
        slippageTicks: 1,
      },
    });
  },
});
