import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { BookUpdate, Instrument, Trade } from '../../src/sdk/index.ts';
import { parseScaled } from '../../src/sdk/index.ts';
import { INSTRUMENT, usdt } from './venue-kit.ts';

const NAME = 'binance_usdm_btcusdt_20240808_l2+trades.gz';
const FILE = fileURLToPath(new URL(`../../../shared/data/${NAME}`, import.meta.url));

/** Why the recording cannot be played; undefined where it can. */
export const MISSING = existsSync(FILE)
  ? undefined
  : `there is no ../shared/data/${NAME} beside the repository`;

/** BTCUSDT as Binance listed its perpetual in 2024. */
export const RECORDED: Instrument = {
  ...INSTRUMENT,
  venue: 'binance',
  tick: 1,
  lot: 1,
  minQuantity: 1,
  maxQuantity: 1_000_000,
  maxMarketQuantity: 120_000,
  minNotional: usdt('100'),
};

/** The best prices that the venue told apart from its book, after the book's update of the same number. */
export interface Best {
  readonly type: 'best';
  readonly update: number;
  readonly bid: readonly [price: number, size: number];
  readonly ask: readonly [price: number, size: number];
}

/** A recorded event with the moment it was heard: the venue's time of sending. */
export interface Heard {
  readonly nowMs: number;
  readonly event: BookUpdate | Trade | Best;
}

type Level = readonly [price: string, size: string];
interface Message {
  readonly lastUpdateId?: number;
  readonly bids?: readonly Level[];
  readonly asks?: readonly Level[];
  readonly E?: number;
  readonly T?: number;
  readonly data?: Record<string, never>;
}

/** Six minutes of 2024-08-08 around 23:47 UTC, from the snapshot on: depth changes, trades and best prices. */
export function readRecording(): Heard[] {
  const heard: Heard[] = [];
  let snapshot = 0;
  let nowMs = 0;
  for (const line of gunzipSync(readFileSync(FILE)).toString('utf8').split('\n')) {
    if (line === '') continue;
    const message = JSON.parse(line.slice(line.indexOf(' ') + 1)) as Message;
    const { data = message } = message;
    const event = eventOf(data as never, message.data === undefined);
    if (event === undefined) continue;
    if (message.data === undefined && event.type === 'book') snapshot = event.update;
    // What the snapshot holds already is not told again.
    if (snapshot === 0 || (event.type === 'book' && event.kind === 'delta' && event.update <= snapshot))
      continue;
    nowMs = Math.max(nowMs, (data as { E: number }).E);
    heard.push({ nowMs, event });
  }
  return heard;
}

interface Fields {
  readonly e: string;
  readonly T: number;
  readonly u: number;
  readonly lastUpdateId: number;
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
  readonly b: readonly Level[] & string;
  readonly a: readonly Level[] & string;
  readonly B: string;
  readonly A: string;
  readonly t: number;
  readonly p: string;
  readonly q: string;
  readonly m: boolean;
}

function eventOf(fields: Fields, isSnapshot: boolean): Heard['event'] | undefined {
  const { id: instrument } = INSTRUMENT;
  const price = (text: string): number => parseScaled(text, RECORDED.priceScale);
  const size = (text: string): number => parseScaled(text, RECORDED.quantityScale);
  const flat = (levels: readonly Level[]): number[] => levels.flatMap(([p, q]) => [price(p), size(q)]);
  const time = fields.T;
  if (isSnapshot) {
    const { lastUpdateId: update } = fields;
    const sides = { bids: flat(fields.bids), asks: flat(fields.asks) };
    return { type: 'book', instrument, time, kind: 'snapshot', update, ...sides };
  }
  if (fields.e === 'depthUpdate')
    return {
      type: 'book',
      instrument,
      time,
      kind: 'delta',
      update: fields.u,
      bids: flat(fields.b),
      asks: flat(fields.a),
    };
  if (fields.e === 'bookTicker') {
    const bid = [price(fields.b), size(fields.B)] as const;
    return { type: 'best', update: fields.u, bid, ask: [price(fields.a), size(fields.A)] };
  }
  // `m`: the buyer was the maker, so the taker sold.
  const side = fields.m ? 'sell' : 'buy';
  const id = String(fields.t);
  return { type: 'trade', instrument, time, id, side, price: price(fields.p), quantity: size(fields.q) };
}
