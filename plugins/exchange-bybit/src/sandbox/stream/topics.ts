import { INTERVALS } from '../market/candle.ts';
import type { World } from '../world.ts';

/** A topic that can be subscribed. */
export interface Topic {
  /** What a new subscriber is sent; read when it is sent. */
  readonly opening: () => object | undefined;
  readonly symbol: string;
  /** Sent before the acknowledgement, as the real stream may do. */
  readonly early?: true;
  /** Candles begin a world that stands still. */
  readonly begins?: true;
}

type Read = (world: World, symbol: string, argument: string) => Topic | undefined;

const silent = (): undefined => undefined;

/** Topic names of /v5/public/linear: how many parts lie between the name and the symbol, and what they mean. */
const NAMES: ReadonlyMap<string, { readonly parts: number; readonly read: Read }> = new Map([
  ['orderbook', { parts: 1, read: orderbook }],
  ['publicTrade', { parts: 0, read: (_world: World, symbol: string) => ({ symbol, opening: silent }) }],
  ['tickers', { parts: 0, read: tickers }],
  ['kline', { parts: 1, read: kline }],
  // Nobody is liquidated in a sandbox.
  ['allLiquidation', { parts: 0, read: (_world: World, symbol: string) => ({ symbol, opening: silent }) }],
]);

/** The topic of that text; undefined where Bybit would have no handler. */
export function readTopic(text: string, world: World): Topic | undefined {
  const [name = '', ...rest] = text.split('.');
  const known = NAMES.get(name);
  if (known === undefined || rest.length !== known.parts + 1) return undefined;
  const symbol = rest[known.parts] ?? '';
  return world.listing.get(symbol) && known.read(world, symbol, rest[0] ?? '');
}

function orderbook(world: World, symbol: string, depth: string): Topic | undefined {
  const market = world.markets.get(symbol);
  if (!/^(?:1|50|200)$/.test(depth) || (market && !market.book.serves(Number(depth)))) return undefined;
  return { symbol, opening: () => market?.book.opening(Number(depth), world.clock.now()) };
}

function tickers(world: World, symbol: string): Topic {
  return {
    symbol,
    opening: () => world.markets.get(symbol)?.ticker.opening(world.clock.now()),
    early: true,
  };
}

function kline(world: World, symbol: string, interval: string): Topic | undefined {
  if (!INTERVALS.has(interval)) return undefined;
  return {
    symbol,
    opening: () => world.markets.get(symbol)?.klines.opening(interval, world.clock.now()),
    begins: true,
  };
}
