import type { CoreRecord } from '../../core/effect.ts';
import { plainText } from '../../sdk/index.ts';
import type { JournalSearch } from '../journal/search.ts';
import type { Link, RequestLink } from './chain.ts';
import type { Units } from './units.ts';

export type Verdict = Extract<CoreRecord, { kind: 'verdict' }>;

/** From the request to the gate's last word. */
export function verdictLinks(
  search: JournalSearch,
  seq: number,
  verdict: Verdict,
  units: Units,
): readonly Link[] {
  const { sizing, rules } = verdict;
  const refusal = verdict.verdict === 'deny' ? rules.at(-1) : undefined;
  return [
    requestLink(verdict, units),
    ...(sizing ? [{ step: 'sizing', currency: currencyAt(search, seq), ...sizing } as const] : []),
    ...rules.map((word) => ({ step: 'rule', ...word, reason: plainText(word.reason) }) as const),
    {
      step: 'verdict',
      verdict: verdict.verdict,
      ...(refusal && { rule: refusal.rule, reason: plainText(refusal.reason) }),
    },
  ];
}

function requestLink({ intent, owner }: Verdict, units: Units): RequestLink {
  const link = { step: 'request', intent: intent.type, owner, reason: plainText(intent.reason) } as const;
  if (intent.type === 'signal') {
    const { side, entry, stop, targets = [], riskR } = intent;
    return {
      ...link,
      side,
      ...(entry !== undefined && { entry: units.price(entry) }),
      stop: units.price(stop),
      targets: targets.map(({ price, fraction }) => ({ price: units.price(price), fraction })),
      riskR: riskR ?? 1,
    };
  }
  if (intent.type !== 'order') return link;
  const { side, price, stop, quantity } = intent;
  return {
    ...link,
    side,
    quantity: units.quantity(quantity),
    ...(price !== undefined && { entry: units.price(price) }),
    ...(stop !== undefined && { stop: units.price(stop) }),
  };
}

/** Cash is told in the account's currency. */
function currencyAt(search: JournalSearch, seq: number): string {
  const event = search.newest('config', seq);
  return event?.type === 'config' ? event.config.currency : '';
}
