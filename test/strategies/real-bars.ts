import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { createBarBuilder, pushBar } from '../../src/indicators/index.ts';
import {
  type Bar,
  type Instrument,
  type Interval,
  intervalMs,
  type MarketEvent,
} from '../../src/sdk/index.ts';
import { testInstrument } from '../../src/sdk/testkit/index.ts';

const FOLDER = new URL('../../../shared/data/', import.meta.url);

/** Bars of a test; the torture takes whole files. */
const MOST = process.env.BOTRC_TORTURE_RUNS === undefined ? 2500 : Number.MAX_SAFE_INTEGER;

/** A recorded file of bars, and the instrument it is of. */
export interface Recording {
  readonly file: string;
  readonly interval: Interval;
  readonly instrument: Instrument;
}

const instrument = (id: string, priceScale: number, tick: number): Instrument =>
  testInstrument(id, { priceScale, tick, quantityScale: 3 });

export const RECORDINGS: readonly Recording[] = [
  { file: 'okx_perp_BNBUSDT_5m_2024', interval: '5m', instrument: instrument('BNBUSDT', 2, 10) },
  { file: 'nautilus_BTC-PERP_1m_2022-01_opentime', interval: '1m', instrument: instrument('BTCUSDT', 1, 10) },
  { file: 'binance_spot_BTCUSDT_15m_2025H1', interval: '15m', instrument: instrument('BTCUSDT', 2, 1) },
  { file: 'binance_spot_ETHUSDT_1h_2022-2024', interval: '1h', instrument: instrument('ETHUSDT', 2, 1) },
  {
    file: 'okx_perp_BTCUSDT_1h_last+mark_2020-2024',
    interval: '1h',
    instrument: instrument('BTCUSDT', 1, 1),
  },
];

const pathOf = (file: string): string => fileURLToPath(new URL(`${file}.csv.gz`, FOLDER));

/** Why nothing can be read, or undefined. */
export const MISSING: string | undefined = RECORDINGS.every(({ file }) => existsSync(pathOf(file)))
  ? undefined
  : 'the recorded bars are not on this machine';

/** Its bars, from the beginning. */
export function readBars({ file, interval, instrument }: Recording): Bar[] {
  const rows = gunzipSync(readFileSync(pathOf(file)))
    .toString()
    .trim()
    .split('\n')
    .slice(1);
  const price = (text: string | undefined): number => Math.round(Number(text) * 10 ** instrument.priceScale);
  return rows.slice(0, MOST).map((row): Bar => {
    const [openMs, open, high, low, close, volume] = row.split(',');
    return {
      type: 'bar',
      instrument: instrument.id,
      interval,
      openMs: Number(openMs),
      time: Number(openMs) + intervalMs(interval),
      open: price(open),
      high: price(high),
      low: price(low),
      close: price(close),
      volume: Math.round(Number(volume) * 10 ** instrument.quantityScale),
    };
  });
}

/** Its bars as those of a longer interval; unfinished and incomplete ones left out. */
export function longer(bars: readonly Bar[], interval: Interval): Bar[] {
  const builder = createBarBuilder(interval);
  return bars.flatMap((bar) =>
    [...pushBar(builder, bar)].filter(({ missingMs }) => missingMs === 0).map((built) => built.bar),
  );
}

/** With each bar a book and a ticker made of it, for strategies that want them: the bars are real, these are not. */
export function withBooks(bars: readonly Bar[], { tick }: Instrument): MarketEvent[] {
  return bars.flatMap((bar, update): MarketEvent[] => {
    const { instrument: id, time, high, low, close } = bar;
    const [above, below] = [high - close + 1, close - low + 1];
    const bids = [close - tick, 10 * below, close - 2 * tick, below];
    const asks = [close + tick, 10 * above, close + 2 * tick, above];
    return [
      { type: 'book', instrument: id, time, kind: 'snapshot', update, bids, asks },
      { type: 'ticker', instrument: id, time, last: close },
      bar,
    ];
  });
}
