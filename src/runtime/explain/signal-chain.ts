import type { Found, JournalSearch } from '../journal/search.ts';
import type { Chain } from './chain.ts';
import { causeOf } from './event-link.ts';
import { orderChain } from './order-chain.ts';
import { unitsOf } from './units.ts';
import { type Verdict, verdictLinks } from './verdict-links.ts';

/** Everything that was asked for in answer to one event, in order: what became an order with all that followed. */
export function signalChains(search: JournalSearch, seq: number): readonly Chain[] {
  const decided = search.at(seq).find((found) => found.kind === 'decision');
  return verdictsOf(decided).flatMap((verdict, index) => {
    const { clientOrderId } = verdict;
    if (clientOrderId === undefined) return [refusedChain(search, decided, verdict, index)];
    return orderChain(search, clientOrderId) ?? [];
  });
}

function verdictsOf(found: Found | undefined): readonly Verdict[] {
  if (found?.kind !== 'decision') return [];
  return found.decision.effects.flatMap((effect) =>
    effect.type === 'record' && effect.record.kind === 'verdict' ? [effect.record] : [],
  );
}

function refusedChain(
  search: JournalSearch,
  found: Found | undefined,
  verdict: Verdict,
  index: number,
): Chain {
  const [seq, at] = [found?.seq ?? 0, found?.at ?? 0];
  const units = unitsOf(search, verdict.instrument, seq);
  const cause = causeOf(search, seq, at, verdict.trigger);
  return {
    kind: 'signal',
    id: index === 0 ? String(seq) : `${seq}.${index + 1}`,
    run: search.runAt(seq)?.run ?? '',
    owner: verdict.owner,
    instrument: verdict.instrument,
    links: [...(cause ? [cause] : []), ...verdictLinks(search, seq, verdict, units)],
    missing: [...(cause ? [] : ['event']), ...(units.known ? [] : ['instrument'])],
  };
}
