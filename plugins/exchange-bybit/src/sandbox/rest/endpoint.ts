import type { Market } from '../market/market.ts';
import type { World } from '../world.ts';
import { Refusal } from './refusal.ts';

/** Answers one path with the `result` of the envelope. @throws Refusal */
export type Endpoint = (query: URLSearchParams, world: World) => object;

/** The sandbox is a venue of linear contracts. @throws Refusal with the words of that endpoint */
export function needLinear(query: URLSearchParams, retMsg = 'params error: Category is invalid'): void {
  if (query.get('category') !== 'linear') throw new Refusal(retMsg);
}

/**
 * The market of `symbol`; undefined for one that is listed but not traded in this sandbox.
 * @throws Refusal where the symbol is absent or not listed.
 */
export function marketOf(query: URLSearchParams, world: World, result: object = {}): Market | undefined {
  const symbol = query.get('symbol') ?? '';
  if (!world.listing.get(symbol)) throw new Refusal('params error: symbol invalid', result);
  return world.markets.get(symbol);
}

/** A whole number of the query, held to [least, most]. @throws Refusal where it is no whole number */
export function whole(
  query: URLSearchParams,
  name: string,
  fallback: number,
  least: number,
  most: number,
): number {
  const text = query.get(name);
  if (text === null || text === '') return fallback;
  if (!/^\d{1,16}$/.test(text)) throw new Refusal(`params error: ${name} invalid`);
  return Math.min(most, Math.max(least, Number(text)));
}
