import { step } from '../../../src/core/engine.ts';
import type { Input } from '../../../src/core/event.ts';
import { createCore } from '../../../src/core/state.ts';
import type { BookView, ExchangeEvent, Instrument } from '../../../src/sdk/index.ts';
import { bookConfig } from '../engine/setting.ts';

/** A core with cash, limits and one strategy, which only looks at the book. Returns where market events go. */
export function createBookReader(
  instrument: Instrument,
  read: (book: BookView) => void,
): (event: ExchangeEvent) => void {
  const { id } = instrument;
  const config = bookConfig(id);
  const reader = {
    state: {},
    onBook: (_update: unknown, context: { book(id: string): BookView | undefined }): void => {
      const book = context.book(id);
      if (book) read(book);
    },
  };
  const core = createCore(config, new Map([[config.strategies[0]!.owner, reader]]));
  let seq = 0;
  let at = 0;
  const tell = (input: Input): void => {
    if ('time' in input && input.time > at) at = input.time;
    step(core, { ...input, seq: ++seq, at });
  };
  tell({ type: 'config', config, configHash: 'bench', cause: 'start' });
  tell({ type: 'instrument', instrument: id, definition: instrument });
  tell({ type: 'feed', status: 'up', reason: 'bench' });
  const balances = [{ currency: 'USDT', total: 10n ** 16n }];
  tell({ type: 'venue', time: 0, snapshot: { time: 0, positions: [], orders: [], balances } });
  return tell;
}
