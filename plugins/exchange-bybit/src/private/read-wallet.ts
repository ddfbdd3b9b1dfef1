import { CASH_SCALE, parseBig, rescale, type VenueBalance } from '@botrc/sdk';
import { asArray, asRecord, asText } from '../wire.ts';

/*
 * An account of /v5/account/wallet-balance and of the `wallet` topic (shortened):
 *
 * {"accountType":"UNIFIED","totalEquity":"10262.91","coin":[{"coin":"USDT","walletBalance":"9647.75537647",
 *  "equity":"10226.20575506","unrealisedPnl":"578.45", …}, …]}
 *
 * https://bybit-exchange.github.io/docs/v5/account/wallet-balance
 */

const MOST_COINS = 2_000;
/** Some coins have more decimals than cash. */
const FINE = 20;

/** Wallet balances, without unrealized PnL. @throws BOTRC_WIRE_FORMAT, BOTRC_NUMBER_FORMAT */
export function readWallet(item: unknown): VenueBalance[] {
  const { coin: coins } = asRecord(item, 'account');
  return asArray(coins, 'coin', MOST_COINS).map((value) => {
    const raw = asRecord(value, 'coin');
    const total = parseBig(asText(raw.walletBalance, 'walletBalance') || '0', FINE);
    return { currency: asText(raw.coin, 'coin'), total: rescale(total, FINE, CASH_SCALE) };
  });
}
