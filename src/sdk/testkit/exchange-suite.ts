import type { ExchangeHarness } from './exchange/harness.ts';
import { historyCases } from './exchange/history-cases.ts';
import { orderCases } from './exchange/order-cases.ts';
import { streamCases } from './exchange/stream-cases.ts';
import { venueCases } from './exchange/venue-cases.ts';
import type { Suite } from './suite.ts';

export { type ExchangeHarness, type ExchangeWorld, fakeWorld } from './exchange/harness.ts';

/** What every exchange must keep to. Each case creates, connects and closes an exchange of its own. */
export const exchangeSuite: Suite<ExchangeHarness> = [
  ...venueCases,
  ...historyCases,
  ...streamCases,
  ...orderCases,
];
