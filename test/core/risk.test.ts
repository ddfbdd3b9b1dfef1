import { describe, expect, it } from 'vitest';
import type { CoreConfig } from '../../src/core/config.ts';
import type { Effect } from '../../src/core/effect.ts';
import { rulesOf } from '../../src/core/risk/rules/index.ts';
import { rateFromFraction, type Signal } from '../../src/sdk/index.ts';
import { BTC, CONFIG, CoreBench, cash, LONG, submits } from './harness.ts';

const SHORT: Signal = { ...LONG, side: 'sell', stop: 303_000, targets: [{ price: 294_000, fraction: 1 }] };
const SMALL = { ...LONG, stop: 200_000 } as const;

function withRisk(risk: Partial<CoreConfig['risk']>): Partial<CoreConfig> {
  return { risk: { ...CONFIG.risk, doubleSendMs: 0, ...risk } };
}

function refusal(bench: CoreBench): string | undefined {
  return bench.refused.at(-1)?.rule;
}

function verdict(effects: readonly Effect[]) {
  for (const e of effects) if (e.type === 'record' && e.record.kind === 'verdict') return e.record;
  throw new Error('no verdict was recorded');
}

describe('the gate', () => {
  it('sizes an entry by risk: 1 % of 10,000 over a stop 300.0 away is 0.333', () => {
    const bench = new CoreBench();
    const [entry] = submits(bench.ask('s1', LONG));
    expect(entry).toMatchObject({
      side: 'buy',
      type: 'market',
      quantity: 333,
      reduceOnly: false,
      role: 'entry',
    });
  });

  it('records every rule that spoke, in order, with what it used and its limit', () => {
    const bench = new CoreBench();
    const record = verdict(bench.ask('s1', LONG));
    expect(record.verdict).toBe('allow');
    expect(record.clientOrderId).toBe('r1-1');
    expect(record.rules.map((r) => r.rule)).toEqual(rulesOf(bench.core).map((r) => r.name));
    expect(record.rules.every((r) => r.used !== '' && r.limit !== '' && r.reason !== '')).toBe(true);
  });

  it('cuts to the cap and never beyond: a near stop cannot buy more than maxNotional', () => {
    const [entry] = submits(new CoreBench().ask('s1', { ...LONG, stop: 299_990 }));
    expect(entry?.quantity).toBe(666);
  });

  it('drops a signal too small for a lot and never inflates it (R-10)', () => {
    const bench = new CoreBench({ sizing: { ...CONFIG.sizing, riskPerTrade: rateFromFraction(0.0000001) } });
    expect(submits(bench.ask('s1', LONG))).toEqual([]);
    expect(refusal(bench)).toBe('sizing');
  });

  it.each([
    ['a stop on the wrong side', { ...LONG, stop: 300_001 }],
    ['a stop at the entry', { ...LONG, stop: 300_000 }],
    ['a target on the wrong side', { ...LONG, targets: [{ price: 299_999, fraction: 1 }] }],
    [
      'fractions above 1',
      {
        ...LONG,
        targets: [
          { price: 301_000, fraction: 0.7 },
          { price: 302_000, fraction: 0.7 },
        ],
      },
    ],
    ['a price that is no whole number', { ...LONG, stop: 299_000.5 }],
    ['a negative risk', { ...LONG, riskR: -1 }],
  ])('refuses a senseless signal: %s', (_name, signal) => {
    const bench = new CoreBench();
    expect(submits(bench.ask('s1', signal as Signal))).toEqual([]);
    expect(refusal(bench)).toBe('signal');
  });

  it.each([
    ['stop', { ...LONG, stop: Number.NaN }],
    ['riskR', { ...LONG, riskR: Number.POSITIVE_INFINITY }],
    ['price', { ...LONG, targets: [{ price: Number.NaN, fraction: 1 }] }],
  ])('stops a strategy by name that answers with no number as its %s', (field, signal) => {
    const bench = new CoreBench();
    expect(submits(bench.ask('s1', signal as Signal))).toEqual([]);
    expect(bench.core.facts.stopped.get('s1')).toMatch(
      new RegExp(`it answered with (NaN|Infinity) as its ${field}`),
    );
    expect(submits(bench.ask('s1', LONG))).toEqual([]);
  });
});

describe('rules', () => {
  it('kill-switch: denies entries until resume, which needs no restart', () => {
    const bench = new CoreBench(withRisk({}));
    const kill = { kind: 'kill', cancel: false, flatten: false, reason: 'test' } as const;
    bench.send({ type: 'command', commandId: '1', command: kill });
    expect(submits(bench.ask('s1', LONG))).toEqual([]);
    expect(refusal(bench)).toBe('kill-switch');
    bench.send({ type: 'command', commandId: '2', command: { kind: 'resume', reason: 'checked' } });
    expect(submits(bench.ask('s1', LONG))).toHaveLength(1);
  });

  it.each([
    ['paused', { type: 'command', commandId: '1', command: { kind: 'pause' } }],
    ['feed down', { type: 'feed', status: 'down', reason: 'test' }],
    ['a gap', { type: 'feed', status: 'gap', instrument: 'BTCUSDT', reason: 'test' }],
    [
      'halted by the venue',
      { type: 'instrument', instrument: 'BTCUSDT', definition: { ...BTC, status: 'halted' } },
    ],
  ] as const)('open-for-entries: denies while %s', (name, input) => {
    const bench = new CoreBench();
    bench.bar('BTCUSDT', 300_000);
    bench.queue.set('s1', [LONG]);
    bench.send(input);
    if (name === 'a gap') {
      // Without a book the next bar is the fresh data that ends a gap; it must not open the gate for itself.
      expect(bench.core.markets.get('BTCUSDT')?.gap).toBe(true);
      return;
    }
    expect(submits(bench.bar('BTCUSDT', 300_000))).toEqual([]);
    expect(refusal(bench)).toBe('open-for-entries');
  });

  it('double-send: below, at and above its time', () => {
    for (const [waited, allowed] of [
      [59_999, false],
      [60_000, true],
      [60_001, true],
    ] as const) {
      const bench = new CoreBench({ risk: { ...CONFIG.risk, doubleSendMs: 60_000 } });
      bench.ask('s1', SMALL);
      bench.queue.set('s1', [SMALL]);
      bench.now += waited - 60_000;
      expect(submits(bench.bar('BTCUSDT', 300_000)).length === 1).toBe(allowed);
    }
  });

  it('forbid-flip: an opposite entry waits until what is held is closed, and may be allowed by the profile', () => {
    const bench = new CoreBench(withRisk({}));
    const [entry] = submits(bench.ask('s1', LONG));
    if (entry) bench.fill(entry, entry.quantity, 300_000);
    expect(submits(bench.ask('s1', SHORT))).toEqual([]);
    expect(refusal(bench)).toBe('forbid-flip');
  });

  it('forbid-flip: counts an order whose fate is not known', () => {
    const bench = new CoreBench(withRisk({}));
    const [entry] = submits(bench.ask('s1', LONG));
    const outcome = { kind: 'unknown', code: 'TIMEOUT', reason: 'no answer' } as const;
    bench.send({ type: 'outcome', request: 'submit', clientOrderId: entry?.clientOrderId ?? '', outcome });
    expect(submits(bench.ask('s1', SHORT))).toEqual([]);
    expect(refusal(bench)).toBe('forbid-flip');
  });

  it.each([
    [1, false],
    [2, true],
  ])('max-open-orders of %i with one open: %s', (maxOpenOrders, allowed) => {
    const bench = new CoreBench(withRisk({ maxOpenOrders }));
    bench.ask('s1', SMALL);
    expect(submits(bench.ask('s2', { ...SMALL, instrument: 'ETHUSDT' })).length === 1).toBe(allowed);
    if (!allowed) expect(refusal(bench)).toBe('max-open-orders');
  });

  it.each([
    [1, false],
    [2, true],
  ])('max-positions of %i with one held: %s', (maxPositions, allowed) => {
    const bench = new CoreBench(withRisk({ maxPositions }));
    const [entry] = submits(bench.ask('s1', SMALL));
    if (entry) bench.fill(entry, entry.quantity, 300_000);
    expect(submits(bench.ask('s2', { ...SMALL, instrument: 'ETHUSDT' })).length === 1).toBe(allowed);
    if (!allowed) expect(refusal(bench)).toBe('max-positions');
  });

  it('max-position: allows at its limit, resizes above, denies when full; held, working and pending all count', () => {
    const at = new CoreBench(withRisk({ maxPosition: cash('9990') }));
    expect(submits(at.ask('s1', LONG))[0]?.quantity).toBe(333);
    const above = new CoreBench(withRisk({ maxPosition: cash('9989.99') }));
    expect(submits(above.ask('s1', LONG))[0]?.quantity).toBe(332);
    const [entry] = [...above.facts.orders.values()];
    if (entry) above.fill(entry, 100, 300_000);
    expect(submits(above.ask('s1', LONG))).toEqual([]);
    expect(refusal(above)).toBe('max-position');
  });

  it('margin: needs free cash for value / leverage, and minFree to spare', () => {
    const poor = new CoreBench({ sizing: { ...CONFIG.sizing, minFree: cash('10000.01') } });
    expect(submits(poor.ask('s1', LONG))).toEqual([]);
    expect(refusal(poor)).toBe('margin');
  });

  it('daily-loss: halts from the first event past the limit, and no new entry follows', () => {
    const bench = new CoreBench(withRisk({ maxPosition: cash('1000000') }));
    const [entry] = submits(bench.ask('s1', LONG));
    if (entry) bench.fill(entry, entry.quantity, 300_000);
    // 0.333 long: a fall of 600.6 loses just under 200, one of 600.7 just over.
    bench.bar('BTCUSDT', 293_994);
    expect(bench.facts.halt).toBeUndefined();
    bench.bar('BTCUSDT', 293_993);
    expect(bench.facts.halt?.rule).toBe('daily-loss');
    expect(submits(bench.ask('s2', { ...SMALL, instrument: 'ETHUSDT' }))).toEqual([]);
    expect(refusal(bench)).toBe('open-for-entries');
  });

  it('daily-loss: a withdrawal is no loss', () => {
    const bench = new CoreBench(withRisk({}));
    bench.bar('BTCUSDT', 300_000);
    const amount = cash('-5000');
    bench.send({ type: 'transfer', transferId: 't1', currency: 'USDT', amount, time: bench.now });
    bench.bar('BTCUSDT', 300_000);
    expect(bench.facts.halt).toBeUndefined();
  });

  it('daily-loss: ends with the risk day', () => {
    const bench = new CoreBench(withRisk({}));
    const [entry] = submits(bench.ask('s1', LONG));
    if (entry) bench.fill(entry, entry.quantity, 300_000);
    bench.bar('BTCUSDT', 290_000);
    expect(bench.facts.halt).toBeDefined();
    bench.wait(86_400_000).bar('BTCUSDT', 290_000);
    expect(bench.facts.halt).toBeUndefined();
  });

  it('sole-owner: two strategies never share a position', () => {
    const strategies = CONFIG.strategies.map((s) => ({ ...s, instruments: ['BTCUSDT', 'ETHUSDT'] }));
    const bench = new CoreBench({ ...withRisk({}), strategies });
    const [entry] = submits(bench.ask('s1', LONG));
    if (entry) bench.fill(entry, entry.quantity, 300_000);
    expect(submits(bench.ask('s2', LONG))).toEqual([]);
    expect(refusal(bench)).toBe('sole-owner');
  });
});

describe('a resume after a daily loss (R-3)', () => {
  it('allows as much again, from the equity of that moment', () => {
    const bench = new CoreBench(withRisk({ maxPosition: cash('1000000') }));
    const [entry] = submits(bench.ask('s1', LONG));
    if (entry) bench.fill(entry, entry.quantity, 300_000);
    bench.bar('BTCUSDT', 293_993);
    expect(bench.facts.halt?.rule).toBe('daily-loss');
    bench.send({ type: 'command', commandId: 'r', command: { kind: 'resume', reason: 'looked' } });
    bench.bar('BTCUSDT', 293_000);
    expect(bench.facts.halt).toBeUndefined();
    bench.bar('BTCUSDT', 287_980);
    expect(bench.facts.halt?.rule).toBe('daily-loss');
  });
});
