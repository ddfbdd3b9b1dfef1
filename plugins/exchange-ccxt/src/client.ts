import type { Ms } from '@botrc/sdk';
import type { Exact } from './exact.ts';

/** What of ccxt is used here. Its own types say `number` where `exactNumber` makes texts possible. */
export interface CcxtClient {
  readonly has: Record<string, boolean | 'emulated' | undefined>;
  readonly timeframes: Readonly<Record<string, unknown>>;
  readonly features?: Readonly<Record<string, unknown>>;
  /** 2: decimal places, 3: significant digits, 4: steps. */
  readonly precisionMode: number;
  urls: Record<string, unknown>;
  readonly markets?: Readonly<Record<string, CcxtMarket>>;
  setSandboxMode(on: boolean): void;
  loadHttpProxyAgent(): Promise<unknown>;
  loadMarkets(reload?: boolean): Promise<Readonly<Record<string, CcxtMarket>>>;
  close(): Promise<unknown>;
  /** The one connection to a URL. */
  client(url: string): CcxtSocket;
  fetchTime(): Promise<Ms>;
  fetchOHLCV(symbol: string, timeframe: string, since?: Ms, limit?: number): Promise<readonly CcxtCandle[]>;
  watchOHLCV(symbol: string, timeframe: string): Promise<readonly CcxtCandle[]>;
  fetchOrderBook(symbol: string, limit?: number): Promise<CcxtBook>;
  watchOrderBook(symbol: string, limit?: number): Promise<CcxtBook>;
  fetchTrades(symbol: string, since?: Ms): Promise<readonly CcxtTrade[]>;
  watchTrades(symbol: string): Promise<readonly CcxtTrade[]>;
  fetchTicker(symbol: string): Promise<CcxtTicker>;
  watchTicker(symbol: string): Promise<CcxtTicker>;
  fetchFundingRate(symbol: string): Promise<CcxtFundingRate>;
  createOrder(
    symbol: string,
    type: string,
    side: string,
    amount: number,
    price: number | undefined,
    params: Readonly<Record<string, unknown>>,
  ): Promise<CcxtOrder>;
  editOrder(
    id: string,
    symbol: string,
    type: string,
    side: string,
    amount: number | undefined,
    price: number | undefined,
    params: Readonly<Record<string, unknown>>,
  ): Promise<CcxtOrder>;
  cancelOrder(id: string, symbol: string): Promise<unknown>;
  fetchOrder(id: string, symbol: string): Promise<CcxtOrder>;
  fetchOpenOrders(symbol: string | undefined): Promise<readonly CcxtOrder[]>;
  fetchOrders(symbol: string): Promise<readonly CcxtOrder[]>;
  fetchClosedOrders(symbol: string): Promise<readonly CcxtOrder[]>;
  fetchCanceledOrders(symbol: string): Promise<readonly CcxtOrder[]>;
  fetchCanceledAndClosedOrders(symbol: string): Promise<readonly CcxtOrder[]>;
  fetchMyTrades(symbol: string, since?: Ms, limit?: number): Promise<readonly CcxtTrade[]>;
  fetchFundingHistory(symbol: string, since?: Ms): Promise<readonly CcxtFunding[]>;
  fetchPositions(): Promise<readonly CcxtPosition[]>;
  fetchBalance(): Promise<Readonly<Record<string, unknown>>>;
  fetchTradingFee(symbol: string): Promise<{ readonly maker?: Exact; readonly taker?: Exact }>;
  watchOrders(): Promise<readonly CcxtOrder[]>;
  watchMyTrades(): Promise<readonly CcxtTrade[]>;
  setLeverage(leverage: number, symbol: string): Promise<unknown>;
  setPositionMode(hedged: boolean, symbol?: string): Promise<unknown>;
}

export interface CcxtSocket {
  send(message: unknown): Promise<unknown>;
  /** Ends whatever waits for a message. */
  reset(error: unknown): void;
}

export type CcxtClass = new (config: Readonly<Record<string, unknown>>) => CcxtClient;

/** https://docs.ccxt.com/#/?id=market-structure */
export interface CcxtMarket {
  readonly id: string;
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly settle?: string;
  readonly type: string;
  readonly linear?: boolean;
  readonly inverse?: boolean;
  readonly active?: boolean;
  readonly contractSize?: Exact;
  readonly maker?: Exact;
  readonly taker?: Exact;
  readonly precision: { readonly amount?: Exact; readonly price?: Exact };
  readonly limits: Readonly<Record<string, { readonly min?: Exact; readonly max?: Exact } | undefined>>;
}

/** [open time, open, high, low, close, volume] */
export type CcxtCandle = readonly [Ms, Exact, Exact, Exact, Exact, Exact];

export interface CcxtBook {
  readonly bids: readonly (readonly [Exact, Exact])[];
  readonly asks: readonly (readonly [Exact, Exact])[];
  readonly timestamp?: Ms;
  readonly nonce?: number;
}

export interface CcxtTrade {
  readonly id?: string;
  readonly order?: string;
  readonly clientOrderId?: string;
  readonly info?: unknown;
  readonly timestamp?: Ms;
  readonly symbol: string;
  readonly side?: string;
  readonly takerOrMaker?: string;
  readonly price?: Exact;
  readonly amount?: Exact;
  readonly fee?: { readonly cost?: Exact; readonly currency?: string };
}

export interface CcxtTicker {
  readonly timestamp?: Ms;
  readonly last?: Exact;
  readonly markPrice?: Exact;
  readonly indexPrice?: Exact;
}

export interface CcxtFundingRate {
  readonly fundingRate?: Exact;
  /** When the rate above is paid. */
  readonly fundingTimestamp?: Ms;
  readonly interval?: string;
}

export interface CcxtOrder {
  readonly id?: string;
  readonly clientOrderId?: string;
  readonly symbol: string;
  readonly type?: string;
  readonly side?: string;
  readonly status?: string;
  readonly price?: Exact;
  readonly triggerPrice?: Exact;
  readonly amount?: Exact;
  readonly filled?: Exact;
  readonly reduceOnly?: boolean;
  readonly timestamp?: Ms;
  readonly lastTradeTimestamp?: Ms;
  readonly lastUpdateTimestamp?: Ms;
}

export interface CcxtPosition {
  readonly symbol: string;
  readonly side?: string;
  readonly hedged?: boolean;
  readonly contracts?: Exact;
  readonly entryPrice?: Exact;
}

export interface CcxtFunding {
  readonly id?: string;
  readonly symbol: string;
  readonly code?: string;
  readonly timestamp?: Ms;
  readonly amount?: Exact;
}
