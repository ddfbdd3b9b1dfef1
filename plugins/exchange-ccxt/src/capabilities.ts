import { type Capabilities, INTERVALS, type Interval } from '@botrc/sdk';
import type { CcxtClient } from './client.ts';
import type { CcxtOptions } from './options.ts';

/** Book depths offered: the exchange's own are cut to them. */
const DEPTHS = [1, 10, 50, 200];

/** What an account needs of ccxt's implementation of the exchange. */
const ACCOUNT = ['createOrder', 'cancelOrder', 'fetchOpenOrders', 'fetchMyTrades', 'fetchBalance'];
/** Any of these answers what became of an order that is not open any more. */
const FINAL = ['fetchOrder', 'fetchCanceledAndClosedOrders', 'fetchOrders'];

/** True for what ccxt has of this exchange itself, not made up from other calls. */
export function has(client: CcxtClient, method: string): boolean {
  return client.has[method] === true;
}

/** Why the account cannot be used, as a sentence; undefined where it can. */
export function noAccountReason(client: CcxtClient, options: CcxtOptions): string | undefined {
  if (options.apiKey === undefined)
    return 'There is no API key in exchange.options: market data without an account. Trade in paper mode.';
  if (options.type === 'spot')
    return 'Spot is market data only here: ccxt tells holdings, not positions, and those cannot be reconciled.';
  const lacking = ACCOUNT.filter((method) => !has(client, method));
  if (!has(client, 'fetchPositions')) lacking.push('fetchPositions');
  if (!FINAL.some((method) => has(client, method)) && !hasBothEnds(client)) lacking.push(FINAL.join(' or '));
  return lacking.length === 0
    ? undefined
    : `ccxt has no ${lacking.join(', ')} of ${options.id}: an order's fate could not be settled.`;
}

/** Final orders in two lists. */
export function hasBothEnds(client: CcxtClient): boolean {
  return has(client, 'fetchClosedOrders') && has(client, 'fetchCanceledOrders');
}

/** Intervals that ccxt names for the exchange and that the SDK speaks. */
export function intervalsOf(client: CcxtClient): Interval[] {
  return has(client, 'fetchOHLCV') ? INTERVALS.filter((interval) => interval in client.timeframes) : [];
}

/** What ccxt says that it can do there (V-2): a feature without a method is declared missing, with the reason. */
export function capabilitiesOf(client: CcxtClient, options: CcxtOptions): Capabilities {
  const intervals = intervalsOf(client);
  const either = (name: string): boolean => has(client, `watch${name}`) || has(client, `fetch${name}`);
  const noAccount = noAccountReason(client, options);
  const missing: Record<string, string> = {
    'trailing-stop': 'ccxt has no trailing stop that all exchanges share: the core trails by itself.',
    'hedge-mode': 'Two positions an instrument are told in too many ways through ccxt: one-way mode only.',
    'leverage-tiers': 'Tiers are not read: one tier of the most leverage is taken.',
    'key-check': 'ccxt does not tell what a key may do: make one without withdrawals.',
    transfers: 'Deposits and withdrawals show in the balances only.',
    'instrument-events': 'ccxt streams no definitions: a halt shows when they are read again.',
  };
  if (intervals.length === 0) missing.bar = `ccxt has no candles of ${options.id}.`;
  if (!either('OrderBook')) missing.book = `ccxt has no order book of ${options.id}.`;
  if (!either('Trades')) missing.trade = `ccxt has no public trades of ${options.id}.`;
  if (!either('Ticker')) missing.ticker = `ccxt has no ticker of ${options.id}.`;
  for (const name of ['OrderBook', 'Trades', 'Ticker', 'Orders', 'MyTrades'])
    if (!has(client, `watch${name}`)) missing[`stream-${name}`] = `ccxt does not stream it: it is polled.`;
  if (noAccount !== undefined) missing.account = noAccount;
  if (!has(client, 'editOrder'))
    missing.amend = `ccxt has no amending of ${options.id}: cancel and send anew.`;
  if (!has(client, 'setLeverage')) missing.leverage = `ccxt cannot set leverage on ${options.id}.`;
  return {
    execution: noAccount === undefined ? 'live' : 'none',
    intervals,
    streams: (['bar', 'book', 'trade', 'ticker'] as const).filter((stream) => missing[stream] === undefined),
    depths: missing.book === undefined ? depthsUpTo(options.depth) : [],
    missing,
  };
}

function depthsUpTo(deepest: number): number[] {
  return [...new Set([...DEPTHS.filter((depth) => depth < deepest), deepest])];
}
