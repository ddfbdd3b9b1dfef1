import { CASH_SCALE, toFloat } from '@botrc/sdk';
import { type Venue, venueAvailable, venueEquity } from '@botrc/sim';
import { cashText } from './order-row.ts';

/**
 * The unified account: an item of the `wallet` topic and of /v5/account/wallet-balance.
 * https://bybit-exchange.github.io/docs/v5/account/wallet-balance
 */
export function wireWallet(venue: Venue, only: readonly string[] = []): object {
  const coins = Object.entries(venue.books.cash).filter(([coin]) => only.length === 0 || only.includes(coin));
  const total = (of: (coin: string) => bigint): string =>
    String(
      toFloat(
        Object.keys(venue.books.cash).reduce((sum, coin) => sum + of(coin), 0n),
        CASH_SCALE,
      ),
    );
  const equity = (coin: string): bigint => venueEquity(venue, coin);
  const bound = (coin: string): bigint => equity(coin) - venueAvailable(venue, coin);
  return {
    accountType: 'UNIFIED',
    accountLTV: '',
    accountIMRate: '0',
    accountMMRate: '0',
    totalEquity: total(equity),
    totalWalletBalance: total((coin) => venue.books.cash[coin] ?? 0n),
    totalMarginBalance: total(equity),
    totalAvailableBalance: total((coin) => venueAvailable(venue, coin)),
    totalPerpUPL: total((coin) => equity(coin) - (venue.books.cash[coin] ?? 0n)),
    totalInitialMargin: total(bound),
    totalMaintenanceMargin: total((coin) => bound(coin) / 2n),
    coin: coins.map(([coin, cash]) => ({
      coin,
      equity: cashText(equity(coin)),
      usdValue: cashText(equity(coin)),
      walletBalance: cashText(cash),
      locked: '0',
      spotHedgingQty: '0',
      borrowAmount: '0',
      spotBorrow: '0',
      availableToWithdraw: '',
      availableToBorrow: '',
      accruedInterest: '0',
      totalOrderIM: '0',
      totalPositionIM: cashText(bound(coin)),
      totalPositionMM: cashText(bound(coin) / 2n),
      unrealisedPnl: cashText(equity(coin) - cash),
      cumRealisedPnl: '0',
      bonus: '0',
      collateralSwitch: true,
      marginCollateral: true,
    })),
  };
}
