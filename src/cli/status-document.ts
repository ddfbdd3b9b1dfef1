import type { BotView } from '../core/view/bot.ts';

/** What `bot status --json` prints: a contract, see docs/cli.md. Fields may be added. */
export type StatusDocument = BotView['head'] &
  Pick<
    BotView,
    | 'exchange'
    | 'account'
    | 'positions'
    | 'orders'
    | 'risk'
    | 'strategies'
    | 'signals'
    | 'counters'
    | 'tasks'
    | 'performance'
    | 'panels'
  >;

export function statusDocument(view: BotView): StatusDocument {
  const { head, exchange, account, positions, orders, risk } = view;
  const { strategies, signals, counters, tasks, performance, panels } = view;
  return {
    ...head,
    ...{ exchange, account, positions, orders, risk },
    ...{ strategies, signals, counters, tasks, performance },
    ...(panels && { panels }),
  };
}
