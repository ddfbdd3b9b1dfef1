import type { ExchangeHarness } from './exchange/harness.ts';
import { historyCases } from './exchange/history-cases.ts';
import { orderCases } from './exchange/order-cases.ts';
import { orderTypeCases } from './exchange/order-type-cases.ts';
import { streamCases } from './exchange/stream-cases.ts';
import { troubleCases } from './exchange/trouble-cases.ts';
import { venueCases } from './exchange/venue-cases.ts';
import type { Suite } from './suite.ts';

export {
  type ExchangeHarness,
  type ExchangeTroubles,
  type ExchangeWorld,
  fakeWorld,
} from './exchange/harness.ts';

/** What every exchange must keep to, by area: the numbers of docs/exchanges.md (V-1). */
export const exchangeMatrix: readonly { readonly area: string; readonly cases: Suite<ExchangeHarness> }[] = [
  { area: 'The plugin and its connection', cases: venueCases },
  { area: 'History', cases: historyCases },
  { area: 'Market data', cases: streamCases },
  { area: 'The account', cases: orderCases },
  { area: 'Types of orders, races and precision', cases: orderTypeCases },
  { area: 'When things go wrong', cases: troubleCases },
];

/** All of them. Each case creates, connects and closes an exchange of its own. */
export const exchangeSuite: Suite<ExchangeHarness> = exchangeMatrix.flatMap(({ cases }) => cases);
