/** Profile of a bad strategy, `bad.ts`, beside a good one, `good.ts`, each with an instrument of its own. */
export const BESIDE = `
mode: paper
exchange: { plugin: demo, options: { speed: 60 } }
instruments: [BTCUSDT, ETHUSDT]
strategies:
  - { name: bad, plugin: ./bad.ts, instruments: [ETHUSDT] }
  - { name: good, plugin: ./good.ts, instruments: [BTCUSDT] }
execution: { antiChurnMinutes: 0 }
`;

export interface Animal {
  /** Of `onBar(bar, context)`, with `state` in reach. */
  readonly body: string;
  /** What it is stopped for. */
  readonly reason: RegExp;
  /** It hears tickers as well, some of them every second. */
  readonly every?: true;
}

/** Strategies that break one rule each. */
export const ZOO: Readonly<Record<string, Animal>> = {
  throws: { body: "throw new Error('no idea')", reason: /it threw Error: no idea/ },
  throwsWhatCannotBeRead: {
    body: "throw { toString() { throw new Error('not even this'); } }",
    reason: /it threw something that cannot be read/,
  },
  answersNaN: {
    body: "return { type: 'signal', instrument: bar.instrument, side: 'buy', stop: NaN, reason: 'x' }",
    reason: /it answered with NaN as its stop/,
  },
  answersNoIntent: { body: "return 'buy!'", reason: /no intent/ },
  answersAPromise: { body: 'return Promise.resolve(undefined)', reason: /no intent/ },
  answersATrap: {
    body: "return new Proxy([], { get() { throw new Error('gotcha'); } })",
    reason: /it answered Error: gotcha/,
  },
  floodsAtOnce: {
    body: "return Array.from({ length: 50 }, () => ({ type: 'exit', instrument: bar.instrument, reason: 'x' }))",
    reason: /50 intents at once/,
  },
  floodsOverTime: {
    body: `return Array.from({ length: 18 }, () => ({ type: 'order', instrument: bar.instrument, side: 'buy',
      orderType: 'limit', quantity: 1, price: 10, reason: 'x' }))`,
    reason: /more than 600 intents within a minute/,
    every: true,
  },
  changesWhatItIsTold: { body: 'bar.close = 1', reason: /it threw TypeError/ },
  overflowsTheStack: { body: 'const f = () => f() + 1; return f()', reason: /it threw RangeError/ },
};
