import { BotrcError, plainText } from '../../sdk/index.ts';
import type { JournalSearch } from '../journal/search.ts';
import type { Chain } from './chain.ts';
import { orderChain } from './order-chain.ts';
import { type PositionStory, positionStories } from './position-story.ts';
import { signalChains } from './signal-chain.ts';

export type Explanation = Chain | PositionStory;

/**
 * What an id stands for, explained: an order by its client order id, a fill by its id (its order's whole chain), what
 * was asked for by the seq of the event, a position by its key, `instrument/owner` or instrument.
 * @throws BOTRC_EXPLAIN_UNKNOWN where the journal knows nothing of that id
 */
export function explain(search: JournalSearch, id: string): readonly Explanation[] {
  const order = orderChain(search, id) ?? chainOfFill(search, id);
  if (order) return [order];
  const asked = /^#?\d{1,15}$/.test(id) ? signalChains(search, Number(id.replace('#', ''))) : [];
  if (asked.length > 0) return asked;
  const positions = positionStories(search, id);
  if (positions.length > 0) return positions;
  throw new BotrcError('BOTRC_EXPLAIN_UNKNOWN', 'the journal knows nothing of that id', {
    found: plainText(id, 80),
    mend: 'Give the id of an order or a fill, the seq of a signal, or a position as instrument/strategy: `bot status` and the log have them.',
  });
}

function chainOfFill(search: JournalSearch, fillId: string): Chain | undefined {
  for (const found of search.mentioning(fillId)) {
    if (found.kind !== 'event' || found.event.type !== 'fill' || found.event.fillId !== fillId) continue;
    return orderChain(search, found.event.clientOrderId);
  }
  return undefined;
}
