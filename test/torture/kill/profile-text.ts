import { join } from 'node:path';

const FIXTURES = join(import.meta.dirname, '../../fixtures/venue');

export interface ProfileWishes {
  /** Of the venue. */
  readonly url: string;
  /** How often a ticker leads to something, 0..1. */
  readonly activity: number;
  /** How long the venue may take to answer. Wall ms. */
  readonly deadlineMs: number;
  /** @default ask */
  readonly policy?: 'ask' | 'adopt' | 'flatten';
  /** @default 120 */
  readonly unprotectedSeconds?: number;
  /** How often its account is compared. Venue ms. @default 300000 */
  readonly everyMs?: number;
}

/** A profile of three strategies that trade without rest at the venue process; its limits are out of the way. */
export function profileText(wishes: ProfileWishes): string {
  const { url, activity, deadlineMs, policy = 'ask', unprotectedSeconds = 120, everyMs = 300_000 } = wishes;
  return `
description: Trades without rest at the venue process
mode: paper
exchange:
  plugin: ${JSON.stringify(join(FIXTURES, 'exchange-socket'))}
  options: { url: ${JSON.stringify(url)}, deadlineMs: ${deadlineMs} }
instruments: [BTCUSDT, ETHUSDT, SOLUSDT]
strategies:
${[
  ['busy', 'BTCUSDT'],
  ['restless', 'ETHUSDT'],
  ['hasty', 'SOLUSDT'],
]
  .map(
    ([name, instrument]) => `  - name: ${name}
    plugin: ${JSON.stringify(join(FIXTURES, 'busy-strategy.ts'))}
    instruments: [${instrument}]
    params: { seed: ${name}, activity: ${activity} }`,
  )
  .join('\n')}
risk:
  dailyLoss: { fraction: 1 }
  maxPosition: { notional: '60000' }
  maxOpenOrders: 100
  doubleSendMs: 0
  unprotectedSeconds: ${unprotectedSeconds}
reconcile: { policy: ${policy}, everyMs: ${everyMs} }
envelope: { orderNotional: '100000', positionNotional: '200000', ordersPerSecond: 1000 }
`;
}
