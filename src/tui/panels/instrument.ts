import type { BotView } from '../../core/view/bot.ts';
import type { MarketRow } from '../../core/view/rows.ts';

/** The market that market panels show: the chosen one where it still exists, else the first. */
export function chosenMarket(view: BotView, instrument: string | null): MarketRow | undefined {
  return view.market.find((row) => row.instrument === instrument) ?? view.market[0];
}
