import type { Bar, Clock, Exchange, ExchangeEvent, Interval, PluginLog, Subscription } from '@botrc/sdk';
import { FakeClock } from '@botrc/sdk/testkit';
import { afterEach, describe, expect, it } from 'vitest';
import { MOST_TOLD, MOST_UNTOLD } from '../src/demo-market.ts';
import demo from '../src/index.ts';
import { type DemoOptions, stepOf } from '../src/options.ts';

/** Seven seconds into a minute of wall time. */
const WALL = 1_700_000_047_000;
const DEFAULTS: DemoOptions = { seed: 7, speed: 60, instruments: ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'] };
const ALL: readonly Subscription[] = DEFAULTS.instruments.flatMap((instrument): Subscription[] => [
  { stream: 'bar', instrument, interval: '1m' },
  { stream: 'book', instrument, depth: 50 },
  { stream: 'trade', instrument },
  { stream: 'ticker', instrument },
]);

const silent = (): void => undefined;
const log: PluginLog = { debug: silent, info: silent, warn: silent, error: silent };

interface Running {
  readonly exchange: Exchange & { readonly clock: Clock };
  readonly wall: LateClock;
  readonly events: ExchangeEvent[];
}

/** A wall clock whose timers can be held up, as by a busy or suspended process. */
class LateClock implements Clock {
  readonly inner = new FakeClock(WALL);
  #lateMs = 0;

  now(): number {
    return this.inner.now() + this.#lateMs;
  }

  setTimer(ms: number, fn: () => void): { cancel(): void } {
    return this.inner.setTimer(ms, fn);
  }

  /** Time passes, and no timer fires before it has. */
  holdUp(ms: number): void {
    this.#lateMs += ms;
    this.inner.advance(1000);
  }
}

const running: Running[] = [];
afterEach(async () => {
  for (const { exchange } of running.splice(0)) await exchange.close();
});

function create(options: Partial<DemoOptions> = {}): Running {
  const wall = new LateClock();
  const exchange = demo.create({ ...DEFAULTS, ...options }, { clock: wall, log, random: () => 0.5 });
  if (exchange.clock === undefined) throw new Error('the demo exchange brings no clock');
  const run = { exchange: { ...exchange, clock: exchange.clock }, wall, events: [] };
  running.push(run);
  return run;
}

async function start(options: Partial<DemoOptions> = {}, subscriptions = ALL): Promise<Running> {
  const run = create(options);
  await run.exchange.subscribe(subscriptions);
  await run.exchange.connect((event) => run.events.push(event));
  return run;
}

const bars = (events: readonly ExchangeEvent[], interval: Interval = '1m'): Bar[] =>
  events.filter((e): e is Bar => e.type === 'bar' && e.instrument === 'BTCUSDT' && e.interval === interval);

describe('the clock of the demo', () => {
  it('starts at the minute of the wall and runs as fast as it is told', () => {
    const { exchange, wall } = create({ speed: 60 });
    expect(exchange.clock.now()).toBe(WALL - 7000);
    wall.inner.advance(1000);
    expect(exchange.clock.now()).toBe(WALL - 7000 + 60_000);
  });

  it('fires timers at its own time', () => {
    const { exchange, wall } = create({ speed: 60 });
    const due = exchange.clock.now() + 90_000;
    let firedAt = 0;
    exchange.clock.setTimer(90_000, () => {
      firedAt = exchange.clock.now();
    });
    wall.inner.advance(1499);
    expect(firedAt).toBe(0);
    wall.inner.advance(1);
    expect(firedAt).toBe(due);
  });
});

describe('the demo market', () => {
  it('lives a minute a second at the default speed: bars, trades, books and tickers of three instruments', async () => {
    const { events, wall } = await start();
    wall.inner.advance(10_000);
    expect(bars(events)).toHaveLength(10);
    for (const type of ['trade', 'book', 'ticker'] as const)
      for (const instrument of DEFAULTS.instruments)
        expect(events.filter((e) => e.type === type && e.instrument === instrument).length).toBeGreaterThan(
          100,
        );
  });

  it('is the same to the last event for the same seed, and another for another', async () => {
    const [one, two, other] = [await start(), await start(), await start({ seed: 8 })];
    for (const { wall } of [one, two, other]) wall.inner.advance(5000);
    expect(one.events.length).toBeGreaterThan(1000);
    expect(two.events).toEqual(one.events);
    expect(other.events).not.toEqual(one.events);
  });

  it('is the same whether its timers come in time or a little late', async () => {
    const [punctual, late] = [await start(), await start()];
    punctual.wall.inner.advance(8000);
    for (let i = 0; i < 4; i++) late.wall.holdUp(1000);
    expect(late.events).toEqual(punctual.events);
  });

  it('joins history and live bars without a seam', async () => {
    const { exchange, events, wall } = await start();
    const limit = 30;
    const before = await exchange.history({ instrument: 'BTCUSDT', interval: '1m', limit });
    wall.inner.advance(5000);
    const after = await exchange.history({ instrument: 'BTCUSDT', interval: '1m', limit: limit + 5 });
    expect(after).toEqual([...before, ...bars(events)]);
    expect(before.at(-1)?.close).toBe(6_500_000);
  });

  it('streams longer bars when their last minute closes, as the history tells them', async () => {
    const subscriptions: Subscription[] = ['5m', '15m', '1h'].map((interval) => {
      return { stream: 'bar', instrument: 'BTCUSDT', interval: interval as Interval };
    });
    const { exchange, events, wall } = await start({}, subscriptions);
    wall.inner.advance(61_000);
    expect(bars(events, '5m').length).toBeGreaterThanOrEqual(12);
    for (const interval of ['5m', '15m', '1h'] as const) {
      const streamed = bars(events, interval);
      const limit = streamed.length;
      expect(await exchange.history({ instrument: 'BTCUSDT', interval, limit })).toEqual(streamed);
    }
  });

  it('has history of six weeks, of days too', async () => {
    const { exchange } = create();
    const days = await exchange.history({ instrument: 'SOLUSDT', interval: '1d', limit: 1000 });
    expect(days.length).toBeGreaterThanOrEqual(43);
  });

  it('lists only what it is told to', async () => {
    const { exchange } = create({ instruments: ['ETHUSDT', 'ETHUSDT'] });
    const found = await exchange.instruments(['BTCUSDT', 'ETHUSDT']);
    expect(found.map((instrument) => instrument.id)).toEqual(['ETHUSDT']);
    await expect(exchange.subscribe([{ stream: 'trade', instrument: 'BTCUSDT' }])).rejects.toMatchObject({
      code: 'BOTRC_INSTRUMENT_UNKNOWN',
    });
  });

  it('takes none of several streams where one of them is refused', async () => {
    const { exchange, events, wall } = await start({}, []);
    const good: Subscription = { stream: 'trade', instrument: 'BTCUSDT' };
    await expect(exchange.subscribe([good, { ...good, instrument: 'NOSUCH' }])).rejects.toThrow();
    wall.inner.advance(2000);
    expect(events.filter((event) => event.type === 'trade')).toEqual([]);
  });

  it('connects once, and not after close', async () => {
    const { exchange } = await start();
    await expect(exchange.connect(silent)).rejects.toMatchObject({ code: 'BOTRC_EXCHANGE_CONNECTED' });
    await exchange.close();
    await expect(exchange.connect(silent)).rejects.toMatchObject({ code: 'BOTRC_EXCHANGE_CLOSED' });
  });

  it('can be asked for bars by whoever is just being told of one', async () => {
    const run = create();
    const answers: Promise<readonly Bar[]>[] = [];
    await run.exchange.subscribe([{ stream: 'bar', instrument: 'BTCUSDT', interval: '1m' }]);
    await run.exchange.connect((event) => {
      run.events.push(event);
      if (event.type === 'bar')
        answers.push(run.exchange.history({ instrument: 'BTCUSDT', interval: '1m', limit: 1 }));
    });
    run.wall.holdUp(4000);
    const told = await Promise.all(answers);
    expect(told.flat()).toEqual(bars(run.events));
  });
});

describe('a demo that was held up', () => {
  const stepMs = stepOf(DEFAULTS);
  /** Wall time of so many steps. */
  const wallMs = (steps: number): number => (steps * stepMs) / DEFAULTS.speed;
  const feeds = (events: readonly ExchangeEvent[]): string[] =>
    events.flatMap((event) => (event.type === 'feed' ? [event.status] : []));

  it('tells everything it missed, up to a bound', async () => {
    const { events, wall } = await start();
    wall.holdUp(wallMs(MOST_TOLD) - 1000);
    expect(feeds(events)).toEqual(['up']);
    expect(bars(events)).toHaveLength(10);
  });

  it('says that there is a gap beyond it, starts books anew, and keeps the bars in its history', async () => {
    const { exchange, events, wall } = await start();
    wall.inner.advance(1000);
    const told = events.length;
    wall.holdUp(wallMs(MOST_TOLD * 2));
    wall.inner.advance(100);
    const later = events.slice(told);
    expect(feeds(later)).toEqual(['gap', 'up']);
    const books = later.filter((event) => event.type === 'book' && event.instrument === 'ETHUSDT');
    expect(books[0]).toMatchObject({ kind: 'snapshot' });
    expect(books[1]).toMatchObject({ kind: 'delta' });
    const history = await exchange.history({ instrument: 'BTCUSDT', interval: '1m', limit: 20 });
    const opens = history.map((bar) => bar.openMs);
    expect(opens).toEqual(opens.map((_, i) => (opens[0] ?? 0) + i * 60_000));
  });

  it('leaps over what it will not even live through, and leaves a hole in the history', async () => {
    const { exchange, events, wall } = await start();
    wall.holdUp(wallMs(MOST_UNTOLD * 3));
    wall.inner.advance(2000);
    expect(feeds(events)).toEqual(['up', 'gap', 'up']);
    const many = await exchange.history({ instrument: 'BTCUSDT', interval: '1m', limit: 10 });
    const steps = many.slice(1).map((bar, i) => bar.openMs - (many[i]?.openMs ?? 0));
    expect(Math.max(...steps)).toBeGreaterThan((MOST_UNTOLD * stepMs) / 2);
  });
});

describe('the options of the demo', () => {
  const validate = demo.options['~standard'].validate;

  it('have defaults', () => {
    expect(validate({})).toEqual({ value: DEFAULTS });
  });

  it.each([
    { speed: 0 },
    { speed: 1001 },
    { speed: 1.5 },
    { tickMs: 7 },
    { instruments: [] },
    { instruments: ['DOGEUSDT'] },
    { seed: '' },
    { sped: 60 },
  ])('do not take %o', (options) => {
    expect(validate(options)).toHaveProperty('issues');
  });

  it('choose a step that keeps to about sixty changes a wall second', () => {
    expect(stepOf({ speed: 1 })).toBe(250);
    expect(stepOf({ speed: 60 })).toBe(1000);
    expect(stepOf({ speed: 1000 })).toBe(20_000);
    expect(stepOf({ speed: 60, tickMs: 250 })).toBe(250);
  });
});
