import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { BotrcError } from '@botrc/sdk';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, type SandboxSource, startSandbox } from '../src/sandbox/index.ts';
import { CandlePath } from '../src/sandbox/make/candle-path.ts';
import { STEP_MS } from '../src/sandbox/make/path.ts';
import { type Candle, flatCandle } from '../src/sandbox/market/candle.ts';
import { CandleStore } from '../src/sandbox/market/candle-store.ts';
import { HistoryWalk } from '../src/sandbox/market/history-walk.ts';
import { readCandles } from '../src/sandbox/source/candle-file.ts';
import { get, noRecording, RECORDING, SandboxClient } from './sandbox-client.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
});
afterAll(async () => rm(folder, { recursive: true }));

const put = async (name: string, content: string | Buffer): Promise<string> => {
  const file = join(folder, name);
  await writeFile(file, content);
  return file;
};

const failure = async (source: SandboxSource, symbols: string[] = []): Promise<BotrcError> => {
  let sandbox: Sandbox | undefined;
  try {
    sandbox = await startSandbox({ port: 0, source, symbols });
  } catch (error) {
    return error as BotrcError;
  }
  await sandbox.close();
  throw new Error('it started');
};

describe('a path through candles', () => {
  const precision = { priceDecimals: 2, sizeDecimals: 3, tick: 10, lot: 1 };
  const minute = 60_000;
  const candle = fc
    .tuple(
      fc.array(fc.integer({ min: 5_000, max: 5_400 }), { minLength: 4, maxLength: 4 }),
      fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 5_000_000 })),
    )
    .map(([ticks, volume]) => {
      const [low = 0, a = 0, b = 0, high = 0] = ticks.map((t) => t * 10).sort((x, y) => x - y);
      return { open: a, close: b, high, low, volume };
    });

  it('makes each candle again by its trades', () => {
    fc.assert(
      fc.property(fc.array(candle, { minLength: 1, maxLength: 6 }), fc.string(), (rows, seed) => {
        const candles: Candle[] = rows.map((row, i) => ({ ...row, start: i * minute, turnover: 0 }));
        const path = new CandlePath(candles, minute, seed, precision);
        const shape = {
          seed,
          anchorMs: 0,
          anchorPrice: rows[0]?.open ?? 0,
          volatility: 0.001,
          minuteSize: 100,
        };
        const store = new CandleStore(new HistoryWalk(shape, precision), precision, flatCandle(0, 50_000));
        for (let at = 0; at < candles.length * minute; at += STEP_MS) {
          store.rollTo(at);
          const print = path.step(at);
          if (print === undefined) continue;
          expect(print.price % precision.tick).toBe(0);
          store.trade(print.price, print.size, print.opens);
        }
        for (const { start, open, high, low, close, volume } of candles) {
          expect(store.at(start)).toMatchObject({ start, open, high, low, close });
          // A price that was touched was traded: at least one lot for each of up to four.
          const made = store.at(start)?.volume ?? 0;
          if (volume >= 4) expect(made).toBe(volume);
          else expect(made).toBeLessThanOrEqual(4);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('leaves a candle without trades flat, and walks on after the last', () => {
    const candles = [flatCandle(0, 50_000), flatCandle(minute, 50_000)];
    const path = new CandlePath(candles, minute, 'seed', precision);
    for (let at = minute; at < 2 * minute; at += STEP_MS) expect(path.step(at)).toBeUndefined();
    const after = Array.from({ length: 300 }, (_, i) => path.step(2 * minute + i * STEP_MS));
    expect(after.filter((print) => print !== undefined).length).toBeGreaterThan(50);
  });
});

describe('the invented past', () => {
  it('is the same whatever is asked first, and ends at the anchor', () => {
    const precision = { priceDecimals: 5, sizeDecimals: 0, tick: 1, lot: 1 };
    const shape = { seed: 's', anchorMs: 600_000, anchorPrice: 7_012, volatility: 0.002, minuteSize: 100 };
    const [one, two] = [new HistoryWalk(shape, precision), new HistoryWalk(shape, precision)];
    expect(one.at(-6_000_000)).toEqual([two.at(540_000), two.at(-6_000_000)][1]);
    expect(one.at(540_000)?.close).toBe(7_012);
    expect(one.at(600_000)).toBeUndefined();
    expect(one.at(539_999)).toBeUndefined();
    expect(one.at(600_000 - 401 * 86_400_000)).toBeUndefined();
  });
});

describe('a candle file', () => {
  const csv = [
    'ts_ms,open,high,low,close,volume,trades',
    '1704067200000,311.5,312.9,311.3,312.9,173.43,5',
    '1704067500000,312.9,313.3,312.73,313.1,63.88,5',
    '1704068100000,313.1,313.5,313,313.3,71.2,5',
    '',
  ].join('\n');

  it('is read with its symbol and interval, its holes filled flat', async () => {
    const file = await readCandles(await put('x_BNBUSDT_5m.csv.gz', gzipSync(csv)));
    expect(file).toMatchObject({ symbol: 'BNBUSDT', intervalMs: 300_000 });
    expect(file.candles).toHaveLength(4);
    expect(file.candles[2]).toEqual({
      start: 1704067800000,
      open: 313.1,
      high: 313.1,
      low: 313.1,
      close: 313.1,
      volume: 0,
    });
    expect((await readCandles(await put('n_BTC-PERP_1.csv', csv))).symbol).toBe('BTCUSDT');
    expect((await readCandles(await put('plain.csv', csv))).symbol).toBeUndefined();
  });

  it('is traded again: REST and stream give its candles', async () => {
    const file = await put('x_BNBUSDT_5m.csv', csv);
    const sandbox = await startSandbox({ port: 0, source: { kind: 'candles', file }, speed: 600 });
    try {
      const client = await new SandboxClient(sandbox.baseUrl).opened();
      client.subscribe('kline.5.BNBUSDT');
      const closes = (): { start: number }[] =>
        client
          .of('kline.5.BNBUSDT')
          .filter((m) => m.data.length === 2)
          .map((m) => m.data[0]);
      await client.until(() => closes().length >= 5);
      const rest = await get(sandbox.baseUrl, 'kline?symbol=BNBUSDT&interval=5&limit=1000');
      const rows = rest.result.list as string[][];
      const first = rows.findIndex((row) => row[1] === '311.5' && row[5] === '173.43');
      expect(rows.slice(first - 3, first + 1).map((row) => row.slice(1, 6))).toEqual([
        ['313.1', '313.5', '313', '313.3', '71.2'],
        ['313.1', '313.1', '313.1', '313.1', '0'],
        ['312.9', '313.3', '312.7', '313.1', '63.88'],
        ['311.5', '312.9', '311.3', '312.9', '173.43'],
      ]);
      // What lies before ends where the file begins.
      expect(rows[first + 1]?.[4]).toBe('311.5');
      const told = closes().find((item) => String(item.start) === rows[first - 1]?.[0]);
      expect(told).toMatchObject({ open: '312.9', high: '313.3', low: '312.7', close: '313.1' });
      client.close();
    } finally {
      await sandbox.close();
    }
  });

  it('without an instrument in its name takes the one that is named', async () => {
    const file = await put('plain.csv', csv);
    expect(await failure({ kind: 'candles', file })).toMatchObject({ code: 'BOTRC_SANDBOX_SOURCE' });
    const sandbox = await startSandbox({
      port: 0,
      source: { kind: 'candles', file },
      symbols: ['LTCUSDT', 'BTCUSDT'],
    });
    const { result } = await get(sandbox.baseUrl, 'tickers?category=linear');
    expect(result.list.map((t: { symbol: string }) => t.symbol)).toEqual(['LTCUSDT', 'BTCUSDT']);
    await sandbox.close();
  });

  it.each([
    ['a missing column', 'ts_ms,open,high,low\n', ':1'],
    ['a word for a number', `${csv}1704068400000,x,1,1,1,1,1\n`, ':5'],
    ['a high below the close', `${csv}1704068400000,313,313,313,314,1,1\n`, ':5'],
    ['time going back', `${csv}1704067200000,313,313,313,313,1,1\n`, ':5'],
    ['an odd interval', csv.replace('1704067500000', '1704067500001'), ''],
    ['a single candle', csv.split('\n').slice(0, 2).join('\n'), ''],
    ['nothing', '', ':1'],
  ])('is refused for %s', async (_, content, place) => {
    const file = await put('bad_BTCUSDT.csv', content);
    const error = await failure({ kind: 'candles', file });
    expect(error.code).toBe('BOTRC_SANDBOX_SOURCE');
    expect(error.detail.where).toBe(`${file}${place}`);
    expect(error.detail.mend).toContain('--candles');
  });
});

describe('a source that cannot be played', () => {
  it('is refused where it is missing', async () => {
    const file = join(folder, 'none.jsonl');
    expect(await failure({ kind: 'recording', file })).toMatchObject({
      code: 'BOTRC_SANDBOX_SOURCE',
      detail: { where: file, found: 'ENOENT' },
    });
  });

  it('is refused for an unlisted instrument, naming a near one', async () => {
    const error = await failure({ kind: 'synthetic', seed: 1 }, ['BTCUSD']);
    expect(error).toMatchObject({ code: 'BOTRC_SANDBOX_SOURCE', detail: { where: 'BTCUSD' } });
    expect(error.detail.found).toContain('BTCUSDT');
  });

  it.each([
    ['no JSON', 'hello\n', ':1'],
    ['another exchange', '{"t":"header","exchange":"BINANCE"}\n', ':1'],
    ['another shape', '{"t":"header","exchange":"BYBIT"}\n{"t":"recv","ts":1}\n', ':2'],
    ['nothing in it', '{"t":"header","exchange":"BYBIT"}\n', ''],
  ])('is refused for %s', async (_, content, place) => {
    const file = await put('bad.jsonl', content);
    const error = await failure({ kind: 'recording', file });
    expect(error.code).toBe('BOTRC_SANDBOX_SOURCE');
    expect(error.detail.where).toBe(`${file}${place}`);
  });

  it.skipIf(noRecording)('is refused where the file is cut short', async () => {
    const whole = await readFile(RECORDING);
    const cutZip = await put('cut.jsonl.gz', whole.subarray(0, 60_000));
    expect(await failure({ kind: 'recording', file: cutZip })).toMatchObject({
      code: 'BOTRC_SANDBOX_SOURCE',
    });
    const text = gunzipSync(whole).toString();
    const cutText = await put('cut.jsonl', text.slice(0, text.length - 40));
    const error = await failure({ kind: 'recording', file: cutText });
    expect(error.detail.where).toBe(`${cutText}:1327`);
  });
});

describe('starting', () => {
  it('refuses a port that is taken, and frees its own on close', async () => {
    const source = { kind: 'synthetic', seed: 1 } as const;
    const first = await startSandbox({ port: 0, source });
    const port = Number(new URL(first.baseUrl).port);
    await expect(startSandbox({ port, source })).rejects.toMatchObject({
      code: 'BOTRC_PORT_IN_USE',
      detail: { where: `127.0.0.1:${port}`, mend: expect.stringContaining('--port') },
    });
    const client = await new SandboxClient(first.baseUrl).opened();
    await first.close();
    const again = await startSandbox({ port, source });
    await again.close();
    client.close();
  });

  it('refuses a host that is not here, and a speed that is none', async () => {
    const source = { kind: 'synthetic', seed: 1 } as const;
    await expect(startSandbox({ port: 0, host: '192.0.2.1', source })).rejects.toMatchObject({
      code: 'BOTRC_SANDBOX_LISTEN',
    });
    for (const speed of [0, -1, 1_001, Number.NaN]) {
      await expect(startSandbox({ port: 0, source, speed })).rejects.toMatchObject({
        code: 'BOTRC_SANDBOX_SPEED',
      });
    }
  });
});
