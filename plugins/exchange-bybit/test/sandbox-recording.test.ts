import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../src/sandbox/index.ts';
import { readRecording } from '../src/sandbox/source/recording.ts';
import { recordingWorld } from '../src/sandbox/source/recording-world.ts';
import { Stage } from '../src/sandbox/stage.ts';
import type { World } from '../src/sandbox/world.ts';
import { ClientBook, get, type Message, noRecording, RECORDING, SandboxClient } from './sandbox-client.ts';

const SYMBOLS = ['BTCUSDT', 'ETHUSDT'];
const SPEED = 40;

interface Line {
  readonly t: string;
  readonly ts: number;
  readonly data: string;
}

/** The recorded stream messages of a topic, as they are in the file. */
function recordedOf(lines: readonly Line[], topic: string): Message[] {
  return lines
    .filter((line) => line.t === 'recv')
    .map((line) => JSON.parse(line.data) as Message)
    .filter((message) => message.topic === topic);
}

/** Every time in a message moved. */
function shifted(value: unknown, shiftMs: number): unknown {
  if (Array.isArray(value)) return value.map((item) => shifted(item, shiftMs));
  if (typeof value !== 'object' || value === null) return value;
  const times = new Set(['ts', 'cts', 'T', 'start', 'end', 'timestamp']);
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (key === 'nextFundingTime') return [key, String(Number(inner) + shiftMs)];
      return [key, times.has(key) ? (inner as number) + shiftMs : shifted(inner, shiftMs)];
    }),
  );
}

// Skips where ../shared is absent: the recording is not part of the project.
describe.skipIf(noRecording)('a recording, played forty times as fast', () => {
  const lines = noRecording
    ? []
    : gunzipSync(readFileSync(RECORDING))
        .toString()
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Line);
  let sandbox: Sandbox;
  let client: SandboxClient;
  let shiftMs = 0;
  const books = new Map<string, ClientBook>();
  const failures: string[] = [];

  beforeAll(async () => {
    sandbox = await startSandbox({
      port: 0,
      source: { kind: 'recording', file: RECORDING },
      speed: SPEED,
    });
    client = await new SandboxClient(sandbox.baseUrl).opened();
    // Each depth is compared with the deepest one at every moment where both tell of the same change.
    client.socket.on('message', () => {
      const message = client.messages[client.messages.length - 1];
      const { topic } = message ?? {};
      if (!message || !topic?.startsWith('orderbook.')) return;
      const book = books.get(topic) ?? new ClientBook();
      books.set(topic, book);
      const { depth, symbol } = { depth: Number(topic.split('.')[1]), symbol: topic.split('.')[2] };
      try {
        if (depth === 1) expect(message.type).toBe('snapshot');
        book.apply(message);
        expect(Math.max(...[...book.bids.keys()].map(Number))).toBeLessThan(
          Math.min(...[...book.asks.keys()].map(Number)),
        );
        const whole = books.get(`orderbook.200.${symbol}`);
        if (whole && depth < 200) expect(book.top(depth)).toEqual(whole.top(depth));
      } catch (error) {
        failures.push(`${topic}: ${(error as Error).message}`);
      }
    });
    client.subscribe(
      ...SYMBOLS.flatMap((s) => [
        `orderbook.200.${s}`,
        `orderbook.50.${s}`,
        `orderbook.1.${s}`,
        `publicTrade.${s}`,
        `tickers.${s}`,
        `kline.1.${s}`,
        `kline.5.${s}`,
      ]),
    );
    const full = recordedOf(lines, 'orderbook.200.ETHUSDT').length;
    await client.until(() => client.of('orderbook.200.ETHUSDT').length > full + 20);
    const recorded = recordedOf(lines, 'orderbook.200.BTCUSDT')[1]?.ts ?? 0;
    shiftMs = (client.of('orderbook.200.BTCUSDT')[1]?.ts ?? 0) - recorded;
  });

  afterAll(async () => {
    client.close();
    await sandbox.close();
  });

  it('moves every time by whole minutes to about now', () => {
    expect(shiftMs % 60_000).toBe(0);
    const begin = shiftMs + (lines[2]?.ts ?? 0) * 1_000;
    expect(Math.abs(begin - Date.now())).toBeLessThan(90_000);
  });

  it('sends every recorded message as it was, but for its times', () => {
    for (const symbol of SYMBOLS) {
      for (const name of ['orderbook.200', 'publicTrade', 'tickers', 'kline.1']) {
        const topic = `${name}.${symbol}`;
        const recorded = recordedOf(lines, topic);
        const played = client.of(topic);
        // The first snapshot of book and ticker, and the open candle, answer the subscription at once.
        const opened = name === 'publicTrade' ? 0 : 1;
        const first = name === 'orderbook.200' || name === 'tickers' ? 1 : 0;
        const expected = recorded.slice(first).map((message) => shifted(message, shiftMs));
        expect(played.slice(opened, opened + expected.length)).toEqual(expected);
      }
    }
  });

  it('opens with the recorded snapshots, stamped no later than the venue clock', () => {
    for (const symbol of SYMBOLS) {
      const recorded = recordedOf(lines, `orderbook.200.${symbol}`)[0];
      const opened = client.of(`orderbook.200.${symbol}`)[0];
      expect(opened?.type).toBe('snapshot');
      expect(opened?.data).toEqual(recorded?.data);
      expect(opened?.ts).toBeLessThanOrEqual((recorded?.ts ?? 0) + shiftMs);
    }
  });

  it('cuts depths 50 and 1 from the recorded book, without a gap in any', () => {
    expect(failures).toEqual([]);
    expect(books.size).toBe(6);
    for (const symbol of SYMBOLS) {
      expect(books.get(`orderbook.50.${symbol}`)?.bids.size).toBe(50);
      expect(books.get(`orderbook.1.${symbol}`)?.asks.size).toBe(1);
    }
  });

  it('closes the recorded minute with one message of two candles', () => {
    for (const symbol of SYMBOLS) {
      const closes = client.of(`kline.1.${symbol}`).filter((m) => m.data.length === 2);
      expect(closes).toHaveLength(1);
      const [old, next] = closes[0]?.data ?? [];
      expect([old.confirm, next.confirm, next.volume]).toEqual([true, false, '0']);
      expect(next.start).toBe(old.start + 60_000);
      expect(next.open).toBe(old.close);
    }
  });

  it('invents earlier candles that end where the recording begins, as REST and stream agree', async () => {
    for (const symbol of SYMBOLS) {
      const closed = client.of(`kline.1.${symbol}`).find((m) => m.data.length === 2)?.data[0];
      const { result } = await get(
        sandbox.baseUrl,
        `kline?category=linear&symbol=${symbol}&interval=1&limit=1000&end=${closed.start}`,
      );
      const rows = result.list as string[][];
      expect(rows).toHaveLength(1_000);
      expect(rows[0]).toEqual([
        String(closed.start),
        closed.open,
        closed.high,
        closed.low,
        closed.close,
        closed.volume,
        closed.turnover,
      ]);
      expect(rows[1]?.[4]).toBe(closed.open);
      for (let i = 1; i < rows.length; i++) {
        expect(Number(rows[i]?.[0])).toBe(Number(rows[i - 1]?.[0]) - 60_000);
        expect(rows[i]?.[4]).toBe(rows[i - 1]?.[1]);
      }
    }
  });

  it('keeps a server time that agrees with the stream', async () => {
    // Before the question: more may come in while the answer is on its way.
    const latest = Math.max(...client.messages.map((m) => m.ts ?? 0));
    const { result, time } = await get(sandbox.baseUrl, 'time');
    expect(Number(result.timeSecond)).toBe(Math.floor(Number(result.timeNano) / 1e9));
    expect(time).toBeGreaterThanOrEqual(latest);
  });

  it('goes on after its end: the book without a gap, the next minute closed', async () => {
    await client.until(() =>
      SYMBOLS.every((s) => client.of(`kline.1.${s}`).filter((m) => m.data.length === 2).length >= 2),
    );
    expect(failures).toEqual([]);
    for (const symbol of SYMBOLS) {
      const klines = client.of(`kline.1.${symbol}`);
      const [first, second] = klines.filter((m) => m.data.length === 2);
      expect(second?.data[0].start).toBe(first?.data[1].start);
      expect(second?.data[0].open).toBe(first?.data[1].open);
      const last = recordedOf(lines, `kline.1.${symbol}`).at(-1)?.data[0];
      const before = klines.filter((m) => m.data[0].start === second?.data[0].start);
      expect(Number(before.at(-1)?.data[0].volume)).toBeGreaterThanOrEqual(Number(last.volume));
      expect(Number(before.at(-1)?.data[0].high)).toBeGreaterThanOrEqual(Number(last.high));
    }
  });

  it('pages its 800 instruments as Bybit does', async () => {
    const all = await get(sandbox.baseUrl, 'instruments-info?category=linear&limit=1000');
    expect(all.result.list).toHaveLength(800);
    expect(all.result.nextPageCursor).toBe('');
    const first = await get(sandbox.baseUrl, 'instruments-info?category=linear');
    expect(first.result.list).toHaveLength(500);
    const { nextPageCursor } = first.result;
    for (const cursor of [nextPageCursor, encodeURIComponent(nextPageCursor)]) {
      const second = await get(sandbox.baseUrl, `instruments-info?category=linear&cursor=${cursor}`);
      expect(second.result.nextPageCursor).toBe('');
      expect([...first.result.list, ...second.result.list]).toEqual(all.result.list);
    }
  });
});

describe.skipIf(noRecording)('an empty house', () => {
  it('gives the recording from its beginning again, its time not going back', async () => {
    const recording = await readRecording(RECORDING);
    const options = { speed: 1_000, aheadMs: 0, symbols: [], publish: () => undefined, log: () => undefined };
    const build = (notBeforeMs: number): World => recordingWorld(recording, options, notBeforeMs);
    const stage = new Stage(build, true, () => undefined, 0);
    try {
      const first = stage.enter();
      first.begin();
      expect(stage.contact()).toBe(first);
      stage.leave();
      await new Promise((done) => setTimeout(done, 100));
      const reached = first.clock.now();
      const second = stage.contact();
      expect(second).not.toBe(first);
      expect(second.clock.held).toBe(true);
      expect(second.clock.now()).toBeGreaterThanOrEqual(reached);
      expect(second.clock.now() % 60_000).toBe(build(0).clock.now() % 60_000);
    } finally {
      stage.close();
    }
  });
});

describe.skipIf(noRecording)('a recording that waits', () => {
  it('stands still until candles are subscribed, and then gives them with the first close in time', async () => {
    const sandbox = await startSandbox({
      port: 0,
      source: { kind: 'recording', file: RECORDING },
      symbols: ['SOLUSDT'],
    });
    try {
      const client = await new SandboxClient(sandbox.baseUrl).opened();
      const before = await get(sandbox.baseUrl, 'time');
      client.subscribe('orderbook.50.BTCUSDT', 'orderbook.50.SOLUSDT', 'tickers.BTCUSDT');
      await client.until(() => client.messages.length === 4);
      const after = await get(sandbox.baseUrl, 'time');
      expect(after.time).toBe(before.time);
      expect(client.messages.map((m) => m.topic ?? m.op)).toEqual([
        'tickers.BTCUSDT',
        'subscribe',
        'orderbook.50.BTCUSDT',
        'orderbook.50.SOLUSDT',
      ]);
      const { result } = await get(sandbox.baseUrl, 'kline?symbol=BTCUSDT&interval=1&limit=1');
      const minuteEnd = Number(result.list[0][0]) + 60_000;
      expect(minuteEnd - after.time).toBeGreaterThan(1_000);
      // Meanwhile the books live, so that nobody takes the stream for broken.
      await client.until(() => client.of('orderbook.50.BTCUSDT').length >= 3);
      const book = new ClientBook();
      const [opened, ...breaths] = client.of('orderbook.50.BTCUSDT');
      if (opened) book.apply(opened);
      const before50 = book.top(50);
      for (const breath of breaths.slice(0, breaths.length - (breaths.length % 2))) book.apply(breath);
      expect(book.top(50)).toEqual(before50);
      expect((await get(sandbox.baseUrl, 'time')).time).toBe(before.time);
      expect(minuteEnd - after.time).toBeLessThan(20_000);
      client.subscribe('kline.1.BTCUSDT');
      await client.until(() => client.of('orderbook.50.SOLUSDT').length > 2);
      client.close();
    } finally {
      await sandbox.close();
    }
  });
});
